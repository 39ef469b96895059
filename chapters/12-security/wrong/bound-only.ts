// wrong: read-only paths are bound onto themselves, and nothing more
// first: read-only
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, mechanism } from '../../../solutions/12-security.ts'

export const masking: Mechanism = {
  ...right.masking,
  steps: c => right.masking.steps(c).filter(({ call }) => call !== 'mount_setattr'),
}
