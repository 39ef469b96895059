// wrong: a masked path that is not there fails the container
// first: starts
// also: masked, masked-by-the-host, read-only, no-new-privileges, bounding, sets, filter, no-way-around, order, limits, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, mechanism } from '../../../solutions/12-security.ts'

export const masking: Mechanism = {
  ...right.masking,
  steps: c => right.masking.steps(c).map(step => (step.onError ? { ...step, allow: [] } : step)),
}
