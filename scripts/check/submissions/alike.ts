// Which answers are the same but for names, comments, types and layout. It misses what was moved, added, split or written in
// other words, and names of properties and exports. Where a chapter has few holes, right answers are alike by themselves:
// a reason to ask, and no proof.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { root } from '../../cli/paths.ts'
import { printable } from '../../cli/text.ts'
import type { Task } from '../../course/file.ts'
import { starter } from '../../labs/starter.ts'
import { sha256 } from '../../setup/packages.ts'
import type { Sum } from './reports.ts'

/** Characters. The longest solution has 3000. */
const LONGEST = 20_000

/** The same for answers that are alike; undefined for what is no TypeScript. */
export async function normalForm(text: string): Promise<string | undefined> {
  try {
    const short = await minified(text)
    if (short.length > LONGEST) return sha256(Buffer.from(short)) // no answer, and the bias would fill the memory
    return sha256(Buffer.from(await minified(`${short};void ${bias(short)}`)))
  } catch {
    return undefined
  }
}

async function minified(text: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: text, loader: 'ts' },
    format: 'esm', // so that names at the top are the module's own, and shortened as well
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_0123456789']

/**
 * A text in which "a" stands so often, and every further letter so much less often, that the letters of `text` count for
 * nothing: esbuild shortens names to the most frequent letters, and the names of before are among what it counts.
 */
function bias(text: string): string {
  const step = 1 + Math.max(...LETTERS.map(letter => text.split(letter).length))
  return JSON.stringify(LETTERS.map((letter, i) => letter.repeat((LETTERS.length - i) * step)).join(''))
}

/** A line for each group of answers that are alike: to the solution, or to each other; starters that nobody has changed are not told. */
export async function showAlike(tasks: readonly Task[], sums: ReadonlyMap<string, readonly Sum[]>): Promise<string[]> {
  const lines: string[] = []
  for (const [i, { chapter }] of tasks.entries()) {
    const groups = new Map<string, string[]>()
    const file = join(root, 'solutions', `${chapter.id}.ts`)
    const solution = existsSync(file) ? readFileSync(file, 'utf8') : undefined // a teacher's own chapter has none there
    const untouched = solution === undefined ? undefined : await normalForm(starter(solution, chapter.id))
    if (solution !== undefined) groups.set((await normalForm(solution)) ?? '', ['the solution'])
    for (const [student, all] of sums) {
      const { normal } = all[i] ?? {}
      if (normal !== undefined && normal !== untouched) groups.set(normal, [...(groups.get(normal) ?? []), student])
    }
    for (const names of groups.values())
      if (names.length > 1) lines.push(printable(`${chapter.id}: ${names.join(', ')}`))
  }
  return lines.length === 0 ? [] : ['', 'alike, but for names and comments (a reason to ask, and no proof):', ...lines]
}
