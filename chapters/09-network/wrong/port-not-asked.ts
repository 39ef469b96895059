// wrong: nobody asks whether a port of the host is free
// first: port-taken
import { writeFiles } from '../../../chapters/09-network/etc.ts'
import { plannedPorts } from '../../../chapters/09-network/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    plannedPorts(c)
    if (enter.flags?.(c)) writeFiles(c)
  },
}
