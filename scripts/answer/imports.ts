// What an answer may take into its bundle. esbuild reads whatever file an import names, on the computer of who checks it: a
// teacher's grades would be in the bundle, and so in what the answer prints.
import { relative } from 'node:path'
import type { Metafile, Plugin } from 'esbuild'
import { root } from '../cli/paths.ts'

/** Ours: they take what they like. */
const TRUSTED = /^(chapters|native|scripts|solutions|node_modules)\//
/** Whole answers of ours. */
const ANSWERS = /^(solutions|chapters\/[^/]+\/(wrong|right))\//

const isOurs = (path: string): boolean => TRUSTED.test(path) || path.startsWith('labs/')

/** Reads nothing but the answer and what it may take: of another file not even a line may come into an error of syntax. */
export const unread = (answer: string): Plugin => ({
  name: 'unread',
  setup({ onLoad }) {
    onLoad({ filter: /./, namespace: 'file' }, ({ path }) =>
      path === answer || isOurs(relative(root, path)) ? undefined : { contents: 'module.exports = {}', loader: 'js' },
    )
  },
})

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
      if (!isOurs(taken)) return `an answer takes nothing from outside the course: ${name}`
      if (handedIn && ANSWERS.test(taken) && !name.startsWith('#mechanisms/'))
        return `an answer that is handed in is your own, and takes no finished one: ${name}`
    }
  }
  return undefined
}
