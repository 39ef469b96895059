// wrong: the command inherits that Node ignores SIGPIPE
// first: signals
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c => right.steps(c).filter(({ call }) => call !== 'rt_sigaction'),
}
