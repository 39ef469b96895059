// wrong: the container's mounts are slaves: they send nothing, and receive what the host mounts and unmounts
// first: apart
// also: proc, bind, bind-options, dev, propagation, refused, no-magic
import { formatStep, MS_REC, MS_SLAVE, mount } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export { mechanism } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  steps: c =>
    right
      .steps(c)
      .map(step => (/^mount\(.*MS_PRIVATE/.test(formatStep(step)) ? mount(null, '/', null, MS_REC | MS_SLAVE) : step)),
}
