// wrong: nobody looks whether the root is a folder, until the kernel refuses it
// first: refused
import type { Mechanism } from '../../../chapters/container.ts'
import { enter as right } from '../../../solutions/06-pivot-root.ts'

export { leave } from '../../../solutions/06-pivot-root.ts'

export const enter: Mechanism = { ...right, prepare: () => undefined }
