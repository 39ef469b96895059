// wrong: the pidfd stays where pidfd_open has put it, and descriptor 0 is /dev/null
// first: starts
// also: stays, streams, never-full, exact, each-its-own, chosen, turned, end, unknown, terminal
import type { Slot, Step } from '#native'
import { type Kept, type Rotation, monitored as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export const monitored = (container: Step, pid: Slot, kept: Kept, rotation: Rotation = {}): Step[] =>
  right(container, pid, kept, rotation).filter(({ call }) => call !== 'dup3')
