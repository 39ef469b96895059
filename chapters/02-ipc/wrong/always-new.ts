// wrong: a namespace for every container, whether its config wants one or not
// first: not-wanted
import { CLONE_NEWIPC } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/02-ipc.ts'

export * from '../../../solutions/02-ipc.ts'

export const mechanism: Mechanism = { ...right, flags: () => CLONE_NEWIPC }
