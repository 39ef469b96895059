// wrong: no filter is loaded
// first: filter
// also: no-way-around, order
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps: c => right.mechanism.steps(c).filter(({ call }) => call !== 'seccomp'),
}
