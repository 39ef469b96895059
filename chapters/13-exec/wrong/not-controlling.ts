// wrong: the terminal does not become the controlling one: no Ctrl-C, no /dev/tty
// first: terminal
// also: first-terminal, keys, size, as-before
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export const session: Mechanism = {
  ...right.session,
  steps: c => right.session.steps(c).filter(({ args }) => args[1]?.text !== 'TIOCSCTTY'),
}
