// wrong: lo is there, and nobody puts it up
// first: loopback
// also: neighbours, published, survives, port-taken, crash
import { entered } from '#mechanisms/02-ipc'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism, enter as right } from '../../../solutions/09-network.ts'

export { mechanism }
export const enter: Mechanism = { ...right, steps: c => entered(c, 'network') }
