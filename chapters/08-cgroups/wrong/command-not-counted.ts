// wrong: pids.max leaves room for the command besides
// first: pids
// also: namespace, live
import { groupOf, write } from '../../../chapters/08-cgroups/group.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    const group = groupOf(c)
    const limit = c.config.linux?.resources?.pids?.limit
    if (group !== undefined && limit !== undefined && limit > 0) write(group, 'pids.max', String(limit + 1))
  },
}
