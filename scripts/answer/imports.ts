// What an answer may take into its bundle. esbuild reads whatever file an import names, on the computer of who checks it: a
// teacher's grades would be in the bundle, and so in what the answer prints.
import type { Metafile } from 'esbuild'

/** Ours: they take what they like. */
const TRUSTED = /^(chapters|native|scripts|solutions|node_modules)\//
/** Whole answers of ours. */
const ANSWERS = /^(solutions|chapters\/[^/]+\/(wrong|right))\//

/**
 * Says what is wrong with the imports of an answer, if anything: it takes in a file from outside the course, or a pattern of
 * files, or, where it was handed in for points, a finished answer otherwise than as a `#mechanisms/...` of another chapter.
 */
export function wrongImport({ inputs }: Metafile, handedIn: boolean): string | undefined {
  for (const [path, { imports }] of Object.entries(inputs)) {
    if (TRUSTED.test(path)) continue
    for (const { path: taken, original, external } of imports) {
      const name = original ?? taken
      if (external && name.includes('*')) return `an import of an answer names one file, and no pattern: ${name}`
      if (external) continue
      const ours = TRUSTED.test(taken) || taken.startsWith('labs/')
      if (!ours) return `an answer takes nothing from outside the course: ${name}`
      if (handedIn && ANSWERS.test(taken) && !name.startsWith('#mechanisms/'))
        return `an answer that is handed in is your own, and takes no finished one: ${name}`
    }
  }
  return undefined
}
