// wrong: the first container that ends takes the bridge with it
// first: survives
// also: port-taken, crash
import { removeBridge } from '../../../chapters/09-network/bridge.ts'
import { isBridged } from '../../../chapters/09-network/plan.ts'
import { onHost } from '../../../chapters/09-network/talk.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  async release(c) {
    await right.release?.(c)
    if (isBridged(c)) onHost(removeBridge)
  },
}
