// wrong: the bridge outlives the last container
// first: nothing-left
import { raiseBridge } from '../../../chapters/09-network/bridge.ts'
import { isBridged } from '../../../chapters/09-network/plan.ts'
import { onHost } from '../../../chapters/09-network/talk.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  async release(c) {
    await right.release?.(c)
    if (isBridged(c)) onHost(raiseBridge)
  },
}
