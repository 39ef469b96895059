// wrong: from the program of the runtime straight to the command, and /proc/self/exe is the runtime's until then
// first: not-the-runtime
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

const { prepare: _, ...straight } = right.alone

export const alone: Mechanism = straight
