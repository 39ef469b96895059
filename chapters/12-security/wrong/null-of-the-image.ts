// wrong: files are masked with the /dev/null of the image, which can be a link to anything
// first: masked-by-the-host
import { MS_BIND, mount } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, mechanism } from '../../../solutions/12-security.ts'

export const masking: Mechanism = {
  ...right.masking,
  steps: c =>
    right.masking.steps(c).map(step => {
      const path = (step.args[1]?.text ?? '').slice(1, -1)
      return step.onError ? { ...step, onError: { ENOTDIR: mount('/dev/null', path, null, MS_BIND) } } : step
    }),
}
