// wrong: the monitor does not get the cgroup, and cannot see there that memory has run out
// first: end
// also: unknown
import type { Slot, Step } from '#native'
import { type Kept, type Rotation, monitored as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export const monitored = (container: Step, pid: Slot, { cgroup, ...kept }: Kept, rotation: Rotation = {}): Step[] =>
  right(container, pid, kept, rotation)
