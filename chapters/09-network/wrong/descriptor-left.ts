// wrong: the container's namespace is opened and never closed
// first: nothing-left
import { openSync } from 'node:fs'
import { isBridged } from '../../../chapters/09-network/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  async connect(c, child) {
    if (isBridged(c)) openSync(`/proc/${child.pid}/ns/net`, 'r')
    await right.connect?.(c, child)
  },
}
