// wrong: the old root is put into a folder, and nobody unmounts it there
// first: host-gone

import { pivot_root } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { leave as right } from '../../../solutions/06-pivot-root.ts'

export { enter } from '../../../solutions/06-pivot-root.ts'

export const leave: Mechanism = {
  ...right,
  steps: c =>
    right
      .steps(c)
      .filter(({ call }) => call !== 'umount2')
      .map(step => (step.call === 'pivot_root' ? pivot_root('.', 'run') : step)),
}
