// wrong: the log is turned at 64 KiB, though nobody has said so
// first: never-full
// also: exact
import type { Slot, Step } from '#native'
import { type Kept, type Rotation, monitored as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export const monitored = (container: Step, pid: Slot, kept: Kept, rotation: Rotation = {}): Step[] =>
  right(container, pid, kept, { size: 64 * 1024, ...rotation })
