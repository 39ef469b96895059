// wrong: cpu.max is written with the period first
// first: cpu
import { groupOf, write } from '../../../chapters/08-cgroups/group.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    const group = groupOf(c)
    const { quota, period = 100000 } = c.config.linux?.resources?.cpu ?? {}
    if (group !== undefined && quota !== undefined) write(group, 'cpu.max', `${period} ${quota}`)
  },
}
