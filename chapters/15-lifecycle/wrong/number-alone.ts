// wrong: a process is its number, whenever it was started
// first: not-another
// also: another-boot, any-name
import type { Identity } from '../../../chapters/15-lifecycle/state.ts'
import * as right from '../../../solutions/15-lifecycle.ts'
import { knownBy } from './zombies-live.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function identity(pid: number): Identity | undefined {
  const found = right.identity(pid)
  return found && { ...found, started: 0 }
}

export const { lives, status } = knownBy(identity)
