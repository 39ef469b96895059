// wrong: the container stays in the cgroup namespace of the host
// first: namespace
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = { ...right, flags: () => 0 }
