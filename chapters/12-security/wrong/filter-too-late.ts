// wrong: without noNewPrivileges, too, the filter is loaded when CAP_SYS_ADMIN has gone
// first: order
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps(c) {
    const steps = right.mechanism.steps(c)
    const load = steps.filter(({ call }) => call === 'seccomp')
    return [...steps.filter(({ call }) => call !== 'seccomp'), ...load]
  },
}
