// wrong: a remount makes the path read-only, and takes nosuid, nodev and noexec from it
// first: read-only
import { MS_BIND, MS_RDONLY, MS_REMOUNT, mount } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, mechanism } from '../../../solutions/12-security.ts'

export const masking: Mechanism = {
  ...right.masking,
  steps: c =>
    right.masking.steps(c).map(step => {
      const path = (step.args[1]?.text ?? '').slice(1, -1)
      if (step.call !== 'mount_setattr') return step
      return { ...mount(null, path, null, MS_REMOUNT | MS_BIND | MS_RDONLY), allow: ['ENOENT'] }
    }),
}
