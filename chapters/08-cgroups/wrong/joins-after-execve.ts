// wrong: the runtime moves the child into its group when it already runs its command
// first: born
// also: arrives, memory, pids, cpu, namespace, paused, live, whole, closed, nothing-left, after-a-crash

import { closeSync } from 'node:fs'
import type { Process } from '#native'
import { groupOf, write } from '../../../chapters/08-cgroups/group.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    if (c.cgroup !== undefined) closeSync(c.cgroup)
    delete c.cgroup
  },
  connect(c, child) {
    const group = groupOf(c)
    if (group === undefined) return
    void (child as Process).left.then(() => write(group, 'cgroup.procs', String(child.pid))).catch(() => undefined)
  },
}
