// wrong: no namespace is made
// first: new-namespace
// also: neighbours, joined, wrong-kind, every-type, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/02-ipc.ts'

export * from '../../../solutions/02-ipc.ts'

export const mechanism: Mechanism = { ...right, flags: () => 0 }
