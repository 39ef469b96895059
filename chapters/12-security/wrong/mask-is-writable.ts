// wrong: the empty folder over a folder can be written
// first: masked
// also: masked-by-the-host
import { mount } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, mechanism } from '../../../solutions/12-security.ts'

export const masking: Mechanism = {
  ...right.masking,
  steps: c =>
    right.masking.steps(c).map(step => {
      const path = (step.args[1]?.text ?? '').slice(1, -1)
      return step.onError ? { ...mount('tmpfs', path, 'tmpfs'), allow: ['ENOENT'], onError: step.onError } : step
    }),
}
