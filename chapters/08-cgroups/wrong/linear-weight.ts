// wrong: shares become a weight in a straight line, so that who has the default gets 39 in place of 100
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
    const shares = c.config.linux?.resources?.cpu?.shares
    if (group === undefined || shares === undefined) return
    write(group, 'cpu.weight', String(1 + Math.floor(((shares - 2) * 9999) / 262142)))
  },
}
