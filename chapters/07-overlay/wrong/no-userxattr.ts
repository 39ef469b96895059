// wrong: overlay is not told userxattr, and cannot note what it needs to
// first: layers-remove
// also: removed
import { mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { options, mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const data = options(c, layers).replace(',userxattr', '')
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
