// wrong: memory.limit goes to memory.high, which slows down and does not end
// first: memory
// also: live, whole
import { groupOf, write } from '../../../chapters/08-cgroups/group.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    const group = groupOf(c)
    const { memory, unified } = c.config.linux?.resources ?? {}
    if (group === undefined || memory?.limit === undefined || unified?.['memory.high']) return
    write(group, 'memory.max', 'max')
    write(group, 'memory.high', String(memory.limit))
  },
}
