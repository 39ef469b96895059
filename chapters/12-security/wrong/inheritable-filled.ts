// wrong: what is permitted is made inheritable, too
// first: sets
import { capset } from '#native'
import { capabilitySets } from '../../../chapters/12-security/capabilities.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps(c) {
    const [steps, sets] = [right.mechanism.steps(c), capabilitySets(c)]
    const last = steps.findLastIndex(({ call }) => call === 'capset')
    return sets ? steps.with(last, capset({ ...sets, inheritable: sets.permitted })) : steps
  },
}
