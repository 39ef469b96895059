// wrong: the descriptor of the host's root stays open until execve, and a cwd in the config can lead through it
// first: descriptors
import type { Mechanism } from '../../../chapters/container.ts'
import { leave as right } from '../../../solutions/06-pivot-root.ts'

export { enter } from '../../../solutions/06-pivot-root.ts'

export const leave: Mechanism = { ...right, steps: c => right.steps(c).filter(({ call }) => call !== 'close') }
