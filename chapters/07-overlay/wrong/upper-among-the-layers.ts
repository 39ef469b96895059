// wrong: upper is given as the uppermost of the lower layers, too
// first: starts
// also: image-kept, order, layers-remove, own-upper, removed, odd-paths, refused, read-only, plain-root, nothing-left
import { mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { options, mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'
import { own } from '../own.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const data = options(c, [...layers, own(c).upper])
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
