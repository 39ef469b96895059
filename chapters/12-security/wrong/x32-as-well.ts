// wrong: the filter takes the calls of x32 for calls that it does not know
// first: no-way-around
import { type Block, SECCOMP_SET_MODE_FILTER, seccomp } from '#native'
import { seccompFilter } from '../../../chapters/12-security/filter.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

const X32 = 0x40000000
const MOST = 0xffffffff

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps: c =>
    right.mechanism.steps(c).map(step => {
      if (step.call !== 'seccomp' || !c.config.linux?.seccomp) return step
      const program = seccompFilter(c.config.linux.seccomp)
      const instructions = program.links[0]?.to as Block
      const { bytes } = instructions
      const view = new DataView(bytes.buffer)
      for (let at = 4; at < bytes.length; at += 8) {
        if (view.getUint32(at, true) === X32) view.setUint32(at, MOST, true)
      }
      return seccomp(SECCOMP_SET_MODE_FILTER, 0, program)
    }),
}
