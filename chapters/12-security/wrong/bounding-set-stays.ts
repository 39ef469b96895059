// wrong: the bounding set is left as it is, and execve gives root all that is in it
// first: bounding
// also: sets, order
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { masking, mechanism } from '../../../solutions/12-security.ts'

export const bounding: Mechanism = {
  ...right.bounding,
  steps: c => right.bounding.steps(c).filter(({ args }) => args[0]?.text !== 'PR_CAPBSET_DROP'),
}
