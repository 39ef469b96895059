// wrong: nothing at all, as if this chapter were not there
// first: own-root
// also: relative, host-gone, escape, descriptors, mounts-inside, readonly, readonly-last, propagation, refused
import type { Mechanism } from '../../../chapters/container.ts'

export const enter: Mechanism = { name: '06-pivot-root', steps: () => [] }
export const leave: Mechanism = { name: '06-pivot-root', steps: () => [] }
