// wrong: only files are masked; a folder stays as it is
// first: masked
// also: masked-by-the-host
import { AT_FDCWD, MOVE_MOUNT_F_EMPTY_PATH, move_mount, type Slot } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, mechanism } from '../../../solutions/12-security.ts'

export const masking: Mechanism = {
  ...right.masking,
  steps(c) {
    const steps = right.masking.steps(c)
    return steps.map((step, i) => {
      const copy = steps[i - 1]?.save as Slot
      const path = (step.args[1]?.text ?? '').slice(1, -1)
      if (!step.onError) return step
      return { ...move_mount(copy, '', AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH), allow: ['ENOENT', 'EINVAL'] }
    })
  },
}
