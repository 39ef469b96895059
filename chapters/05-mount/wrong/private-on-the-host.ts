// wrong: the runtime makes the mounts private, and they are those of the host
// first: own-table
// also: apart, proc, bind, bind-options, dev, propagation, refused, nothing-left, no-magic
import { formatStep, MS_PRIVATE, MS_REC, mount, run } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export { mechanism } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    if (right.flags?.(c)) run(mount(null, '/', null, MS_REC | MS_PRIVATE))
  },
  steps: c => right.steps(c).filter(step => !/^mount\(.*MS_PRIVATE/.test(formatStep(step))),
}
