// wrong: /proc is looked for in the text of the destination, and nobody asks where a symbolic link has led
// first: proc
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c => right.steps(c).filter(({ call }) => call !== 'fstatfs' && call !== 'futex'),
}
