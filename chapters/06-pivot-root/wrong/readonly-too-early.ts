// wrong: the root is read-only before the mounts come, and lacks the folders for them
// first: readonly-last

import { AT_FDCWD, MOUNT_ATTR_RDONLY, mount_setattr } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter as right } from '../../../solutions/06-pivot-root.ts'

export { leave } from '../../../solutions/06-pivot-root.ts'

const readonly = mount_setattr(AT_FDCWD, '/', 0, { set: MOUNT_ATTR_RDONLY })

export const enter: Mechanism = {
  ...right,
  steps: c => [...right.steps(c), ...(c.config.root?.readonly ? [readonly] : [])],
}
