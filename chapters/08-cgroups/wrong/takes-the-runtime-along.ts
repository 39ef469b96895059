// wrong: the runtime goes into the group itself, so that the child inherits it, and stays there
// first: born
// also: arrives, memory, pids, cpu, namespace, paused, live, whole, nothing-left, after-a-crash
import { groupOf, write } from '../../../chapters/08-cgroups/group.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    const group = groupOf(c)
    if (group !== undefined) write(group, 'cgroup.procs', '0')
  },
}
