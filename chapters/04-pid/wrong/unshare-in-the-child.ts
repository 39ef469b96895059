// wrong: the child calls unshare, which moves only children that it never gets
// first: host-unseen
// also: number-one, ends-together, stop-insists, stop-asks-first, init-in-front, init-buries, init-passes-on
import { CLONE_NEWPID, unshare } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/04-pid.ts'

export * from '../../../solutions/04-pid.ts'

export const mechanism: Mechanism = {
  ...right,
  flags: () => 0,
  steps: c => (right.flags?.(c) ? [unshare(CLONE_NEWPID)] : []),
}
