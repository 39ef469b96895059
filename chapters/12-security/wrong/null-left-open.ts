// wrong: the runtime opens /dev/null for the masks, and never closes it
// first: nothing-left
import { openSync } from 'node:fs'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, mechanism } from '../../../solutions/12-security.ts'

export const masking: Mechanism = {
  ...right.masking,
  prepare(c) {
    openSync('/dev/null', 'r')
    return right.masking.prepare?.(c)
  },
}
