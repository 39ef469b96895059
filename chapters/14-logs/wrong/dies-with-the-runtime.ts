// wrong: the monitor asks to be killed when the runtime ends
// first: stays
import { PR_SET_PDEATHSIG, prctl, type Slot, type Step } from '#native'
import { type Kept, type Rotation, monitored as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

const SIGKILL = 9

export const monitored = (container: Step, pid: Slot, kept: Kept, rotation: Rotation = {}): Step[] => [
  prctl(PR_SET_PDEATHSIG, SIGKILL),
  ...right(container, pid, kept, rotation),
]
