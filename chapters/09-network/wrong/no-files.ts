// wrong: the container keeps what its image says of hosts and name servers
// first: files
import type { Mechanism } from '../../../chapters/container.ts'
import { enter, mechanism as right } from '../../../solutions/09-network.ts'

export { enter }
export const mechanism: Mechanism = { ...right, steps: () => [] }
