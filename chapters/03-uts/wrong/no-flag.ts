// wrong: the child sets the names, but clone3 was not told to make a namespace
// first: host-keeps-its-name
// also: own-namespace, no-name, joined, longest, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = { ...right, flags: () => 0 }
