// How long whole commands take, in turns.
import { spawnSync } from 'node:child_process'
import { median } from './median.ts'

/** As a package has it. */
export const CONGO = ['node', '/run/congo/scripts/congo/bin.cjs'] as const

const TURNS = 5

export interface Times {
  /** Milliseconds, medians. */
  readonly [what: string]: number
}

/** Milliseconds. Throws an Error where it does not end with 0. */
export function time(words: readonly string[]): number {
  const begin = performance.now()
  const [program = '', ...args] = words
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] })
  if (status !== 0) throw new Error(`${words.join(' ')}: ${status} ${stderr}`)
  return performance.now() - begin
}

/** Medians of all, which take turns. */
export function inTurns(all: Readonly<Record<string, readonly string[]>>): Times {
  const times = Object.fromEntries(Object.keys(all).map(what => [what, [] as number[]]))
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const [what, words] of Object.entries(all)) {
      const found = time(words)
      if (turn > 0) times[what]?.push(found) // the first reads all from the disk
    }
  }
  return Object.fromEntries(Object.entries(times).map(([what, found]) => [what, median(found)]))
}
