// Which jobs there are.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'
import { Problem } from '../cli/problem.ts'
import { ready } from '../setup/part.ts'
import { placeAddon } from '../setup/parts/addon.ts'
import { snapshot } from '../vm/snapshot.ts'
import type { Job } from './job.ts'

const tool = (name: string, ...args: string[]): [string, ...string[]] => [
  join(root, 'node_modules/.bin', name),
  ...args,
]

/** Set in the environment of test files that should try all, however long it takes. */
export const WHOLE = 'CONGO_WHOLE'

/** The type checker over everything but labs/. */
export const types: Job = { name: 'types', command: tool('tsc', '--noEmit'), cwd: root, limit: 60, uvu: false }

/** Formatter and linter over everything but labs/; `--fix` mends what can be mended. */
export const lintCommand = (fix: boolean) => tool('biome', 'check', '--error-on-warnings', ...(fix ? ['--write'] : []))
export const lint: Job = { name: 'lint', command: lintCommand(false), cwd: root, limit: 60, uvu: false }

/**
 * The files whose names end in `ending`, each a job for the given Node and a limit in seconds: three times as many where
 * the machine is used, for a chapter has up to thirty wrong answers.
 */
export function testFiles(ending: string, node: string, limit: number): Job[] {
  return ['native', 'scripts', 'chapters', 'solutions', 'book']
    .filter(folder => existsSync(join(root, folder)))
    .flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)),
    )
    .filter(file => file.endsWith(ending))
    .sort()
    .map(name => ({
      name,
      command: [node, '--import', 'tsx', join(root, name)],
      cwd: root,
      limit: name.includes('.vm.') ? 3 * limit : limit,
      uvu: true,
    }))
}

/** The jobs that have one of the words in their names; without words all. None at all is a Problem (2). */
export function selected(jobs: Job[], words: string[]): Job[] {
  const some = jobs.filter(({ name }) => words.length === 0 || words.some(word => name.includes(word)))
  if (some.length === 0)
    throw new Problem(
      `none has "${words.join('" or "')}" in its name; there are: ${jobs.map(job => job.name).join(', ')}`,
      2,
    )
  return some
}

/** Makes what they need, so that their limits are for themselves: the addon for test files, the machine for *.vm.* */
export async function setUp(jobs: Job[]): Promise<void> {
  if (jobs.some(({ uvu }) => uvu)) await placeAddon()
  if (jobs.some(({ name }) => name.includes('.vm.'))) await ready(snapshot)
}
