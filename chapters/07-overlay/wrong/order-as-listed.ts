// wrong: the layers stand in the order of the image, so that the lowest lies on top
// first: order
// also: layers-remove
import { mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { options, mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const data = options(c, layers.toReversed())
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
