// wrong: linux.rootfsPropagation is not heard
// first: propagation
import type { Mechanism } from '../../../chapters/container.ts'
import { leave as right } from '../../../solutions/06-pivot-root.ts'

export { enter } from '../../../solutions/06-pivot-root.ts'

export const leave: Mechanism = { ...right, steps: c => right.steps(c).filter(({ call }) => call !== 'mount') }
