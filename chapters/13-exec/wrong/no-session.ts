// wrong: only who gets a terminal gets a session: all others stay in that of the runtime
// first: own-session
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export const session: Mechanism = {
  ...right.session,
  steps: c => (c.config.process.terminal ? right.session.steps(c) : []),
}
