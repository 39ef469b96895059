// wrong: the mounts are made shared before pivot_root, which refuses them
// first: propagation

import { MS_REC, MS_SHARED, mount } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter as right } from '../../../solutions/06-pivot-root.ts'

export { leave } from '../../../solutions/06-pivot-root.ts'

export const enter: Mechanism = {
  ...right,
  steps: c =>
    c.config.linux?.rootfsPropagation === 'shared'
      ? [mount(null, '/', null, MS_REC | MS_SHARED), ...right.steps(c)]
      : right.steps(c),
}
