// wrong: all mounts of the container become read-only, not only its root
// first: readonly
// also: readonly-last

import { AT_FDCWD, AT_RECURSIVE, MOUNT_ATTR_RDONLY, mount_setattr } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { leave as right } from '../../../solutions/06-pivot-root.ts'

export { enter } from '../../../solutions/06-pivot-root.ts'

const all = mount_setattr(AT_FDCWD, '/', AT_RECURSIVE, { set: MOUNT_ATTR_RDONLY })

export const leave: Mechanism = {
  ...right,
  steps: c => right.steps(c).map(step => (step.call === 'mount_setattr' ? all : step)),
}
