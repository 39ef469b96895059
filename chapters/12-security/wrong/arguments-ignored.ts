// wrong: a rule holds for every call of that name, whatever its arguments
// first: filter
// also: no-way-around, order
import { SECCOMP_SET_MODE_FILTER, seccomp } from '#native'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import type { Seccomp } from '../../../chapters/config.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

const changed = (seccomp: Seccomp): Seccomp => ({
  ...seccomp,
  syscalls: (seccomp.syscalls ?? []).map(({ args, ...rule }) => rule),
})

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps: c =>
    right.mechanism.steps(c).map(step => {
      if (step.call !== 'seccomp' || !c.config.linux?.seccomp) return step
      return seccomp(SECCOMP_SET_MODE_FILTER, 0, seccompFilter(changed(c.config.linux.seccomp)))
    }),
}
