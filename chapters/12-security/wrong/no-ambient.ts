// wrong: the ambient set stays empty
// first: sets
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps: c => right.mechanism.steps(c).filter(({ args }) => args[1]?.text !== 'PR_CAP_AMBIENT_RAISE'),
}
