// wrong: what leaves the host carries the container's own address
// first: outside
// also: published, survives, port-taken, crash
import { nft } from '../../../chapters/09-network/nft.ts'
import { isBridged } from '../../../chapters/09-network/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  async connect(c, child) {
    await right.connect?.(c, child)
    if (isBridged(c)) nft('flush chain inet congo postrouting')
  },
}
