// wrong: the container has an address, and no way to anywhere but its neighbours
// first: address
// also: neighbours, outside, published, survives, port-taken, files, crash
import { linkIndex, newAddress, setLink } from '#native'
import { FAMILIES, withPrefix } from '../../../chapters/09-network/addresses.ts'
import { take, withLeases } from '../../../chapters/09-network/leases.ts'
import { nft } from '../../../chapters/09-network/nft.ts'
import { isBridged, plannedPorts } from '../../../chapters/09-network/plan.ts'
import { inContainer, withNetworkOf } from '../../../chapters/09-network/talk.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, plugIn, mechanism as right, table } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  connect(c, child) {
    if (!isBridged(c)) return
    withNetworkOf(child.pid, container =>
      withLeases(leases => {
        const lease = take(leases, c.id, plannedPorts(c))
        plugIn(lease, container)
        inContainer(container, inside => {
          const eth0 = linkIndex(inside, 'eth0')
          for (const family of FAMILIES) inside.ask(newAddress(eth0, withPrefix(lease.number, family)))
          inside.ask(setLink({ name: 'eth0', up: true }))
        })
        nft(table(leases))
      }),
    )
  },
}
