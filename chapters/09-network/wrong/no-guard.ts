// wrong: a container that sends to 127.0.0.1 by the bridge reaches the host's localhost
// first: namespace
// also: loopback, address, neighbours, outside, published, survives, port-taken, files, crash, nothing-left
import { nft } from '../../../chapters/09-network/nft.ts'
import { isBridged } from '../../../chapters/09-network/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  async connect(c, child) {
    await right.connect?.(c, child)
    if (isBridged(c)) nft('flush chain inet congo guard')
  },
}
