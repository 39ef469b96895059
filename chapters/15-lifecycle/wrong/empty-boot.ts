// wrong: the boot is left empty, and every boot is like every other
// first: another-boot
import type { Identity } from '../../../chapters/15-lifecycle/state.ts'
import * as right from '../../../solutions/15-lifecycle.ts'
import { knownBy } from './zombies-live.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function identity(pid: number): Identity | undefined {
  const found = right.identity(pid)
  return found && { ...found, boot: '' }
}

export const { lives, status } = knownBy(identity)
