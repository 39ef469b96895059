// wrong: prints what is expected, and runs nothing
// first: starts
// also: born, arrives, memory, pids, cpu, namespace, paused, live, whole, closed, nothing-left, after-a-crash
import { exit_group, write } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  name: '08-cgroups',
  steps: () => [write(1, 'swarm 9: Resource temporarily unavailable\nready\n'), exit_group(0)],
}
