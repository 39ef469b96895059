// wrong: no session of its own, and so no terminal can become its terminal: EPERM
// first: terminal
// also: first-terminal, keys, size, as-before, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export const session: Mechanism = {
  ...right.session,
  steps: c => right.session.steps(c).filter(({ call }) => !(call === 'setsid' && c.config.process.terminal)),
}
