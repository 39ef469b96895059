// wrong: the filter does not ask which architecture a call is of
// first: no-way-around
import { type Block, SECCOMP_SET_MODE_FILTER, seccomp } from '#native'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps: c =>
    right.mechanism.steps(c).map(step => {
      if (step.call !== 'seccomp' || !c.config.linux?.seccomp) return step
      const program = seccompFilter(c.config.linux.seccomp)
      const instructions = program.links[0]?.to as Block
      instructions.bytes[8 + 3] = 0 // the second one: how far to go for another architecture
      return seccomp(SECCOMP_SET_MODE_FILTER, 0, program)
    }),
}
