// wrong: a comparison of some bits is made of all 64, and the kernel looks at 32 of them
// first: no-way-around
import { SECCOMP_SET_MODE_FILTER, seccomp } from '#native'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import type { Seccomp } from '../../../chapters/config.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

const HALF = 0xffffffff

const changed = (seccomp: Seccomp): Seccomp => ({
  ...seccomp,
  syscalls: (seccomp.syscalls ?? []).map(rule => ({
    ...rule,
    args: (rule.args ?? []).map(arg =>
      arg.op === 'SCMP_CMP_MASKED_EQ' && arg.value === HALF
        ? { ...arg, value: arg.valueTwo ?? 0, op: 'SCMP_CMP_EQ' }
        : arg,
    ),
  })),
})

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps: c =>
    right.mechanism.steps(c).map(step => {
      if (step.call !== 'seccomp' || !c.config.linux?.seccomp) return step
      return seccomp(SECCOMP_SET_MODE_FILTER, 0, seccompFilter(changed(c.config.linux.seccomp)))
    }),
}
