// wrong: a new namespace, and no name set in it
// first: hostname
// also: domainname, joined, longest
import { entered } from '#mechanisms/02-ipc'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = { ...right, steps: c => entered(c, 'uts') }
