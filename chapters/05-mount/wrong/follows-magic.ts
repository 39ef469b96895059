// wrong: follows every link of the image, also one to what is open in the child
// first: no-magic
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/05-mount.ts'

export * from '../../../solutions/05-mount.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c => right.steps(c).filter(({ call }) => call !== 'openat2'),
}
