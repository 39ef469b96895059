// wrong: memory.swap is taken for swap alone
// first: arrives
// also: paused, live, whole, nothing-left, after-a-crash
import { groupOf, write } from '../../../chapters/08-cgroups/group.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    const group = groupOf(c)
    const swap = c.config.linux?.resources?.memory?.swap
    if (group !== undefined && swap !== undefined) write(group, 'memory.swap.max', String(swap))
  },
}
