// wrong: "/" is made private, and what is mounted below it is not
// first: apart
// also: proc, bind, bind-options, dev, propagation, refused, nothing-left, no-magic
import { formatStep, MS_PRIVATE, mount } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export { mechanism } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  steps: c =>
    right
      .steps(c)
      .map(step => (/^mount\(.*MS_PRIVATE/.test(formatStep(step)) ? mount(null, '/', null, MS_PRIVATE) : step)),
}
