// wrong: the root is a folder and not a mount, which pivot_root refuses (EINVAL)
// first: starts
// also: own-root, relative, host-gone, escape, descriptors, mounts-inside, readonly, readonly-last, propagation, refused, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import { enter as right } from '../../../solutions/06-pivot-root.ts'

export { leave } from '../../../solutions/06-pivot-root.ts'

export const enter: Mechanism = { ...right, steps: c => right.steps(c).filter(({ call }) => call !== 'mount') }
