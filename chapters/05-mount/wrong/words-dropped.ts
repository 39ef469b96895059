// wrong: rslave, shared, unbindable are read and then forgotten
// first: propagation
import { formatStep } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/05-mount.ts'

export { propagation } from '../../../solutions/05-mount.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c => right.steps(c).filter(step => !/^mount\(NULL, /.test(formatStep(step))),
}
