// wrong: oom_score_adj is set by the runtime for itself, and inherited
// first: limits
// also: nothing-left
import { writeFileSync } from 'node:fs'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { masking, mechanism } from '../../../solutions/12-security.ts'

export const bounding: Mechanism = {
  ...right.bounding,
  connect: () => undefined,
  prepare(c) {
    const { oomScoreAdj } = c.config.process
    if (oomScoreAdj !== undefined) writeFileSync('/proc/self/oom_score_adj', String(oomScoreAdj))
    return right.bounding.prepare?.(c)
  },
}
