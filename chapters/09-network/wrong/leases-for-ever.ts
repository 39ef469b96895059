// wrong: a lease lasts until somebody gives it back, and a killed runtime does not
// first: crash
// also: nothing-left
import { type Lease, withLeases } from '../../../chapters/09-network/leases.ts'
import { isBridged } from '../../../chapters/09-network/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = {
  ...right,
  async connect(c, child) {
    await right.connect?.(c, child)
    if (!isBridged(c)) return
    withLeases(leases => leases.set(c.id, { ...(leases.get(c.id) as Lease), link: 'lo' })) // which is always there
  },
}
