// wrong: the runtime moves itself to a new namespace, and the child inherits it
// first: parent-stays
// also: no-name, nothing-left
import { CLONE_NEWUTS, run, unshare } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  flags: () => 0,
  async prepare(c) {
    await right.prepare?.(c)
    if (right.flags?.(c)) run(unshare(CLONE_NEWUTS))
  },
}
