// wrong: the uppermost layer is bound to the place of the root, which shows it and protects nothing
// first: image-kept
// also: order, layers-remove, own-upper, removed, odd-paths, refused, read-only, nothing-left
import { MS_BIND, mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const top = readLayers(c)?.at(-1)
    return top === undefined ? [] : [mount(top, rootOf(c), null, MS_BIND)]
  },
}
