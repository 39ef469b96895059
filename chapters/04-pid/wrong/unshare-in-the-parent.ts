// wrong: the runtime calls unshare, and so gives all its later children to the namespace of the first
// first: parent-stays
// also: host-unseen, number-one, ends-together, stop-insists, stop-asks-first, init-in-front, init-buries, init-passes-on, nothing-left
import { CLONE_NEWPID, run, unshare } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/04-pid.ts'

export * from '../../../solutions/04-pid.ts'

export const mechanism: Mechanism = {
  ...right,
  flags: () => 0,
  async prepare(c) {
    await right.prepare?.(c)
    if (right.flags?.(c)) run(unshare(CLONE_NEWPID))
  },
}
