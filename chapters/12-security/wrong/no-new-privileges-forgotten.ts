// wrong: noNewPrivileges is not heard
// first: no-new-privileges
// also: sets, filter, no-way-around, order
import type { Step } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

const loads = ({ call }: Step) => call === 'seccomp'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps(c) {
    const steps = right.mechanism.steps(c).filter(({ args }) => args[0]?.text !== 'PR_SET_NO_NEW_PRIVS')
    return [...steps.filter(loads), ...steps.filter(step => !loads(step))]
  },
}
