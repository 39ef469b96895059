// wrong: the filter is loaded before capset, and has to let it pass
// first: order
import { PR_SET_NO_NEW_PRIVS, prctl, type Step } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

const loads = ({ call }: Step) => call === 'seccomp'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps(c) {
    const steps = right.mechanism.steps(c)
    if (!c.config.process.noNewPrivileges) return steps
    return [prctl(PR_SET_NO_NEW_PRIVS, 1), ...steps.filter(loads), ...steps.filter(step => !loads(step))]
  },
}
