// wrong: upperdir is the uppermost layer of the image itself, and an empty folder lies below
// first: image-kept
// also: order, layers-remove, own-upper, removed, odd-paths, read-only, nothing-left
import { mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'
import { own } from '../own.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const { upper: empty, work } = own(c)
    const [top, ...lower] = layers.toReversed()
    const data = `lowerdir=${[...lower, empty].join(':')},upperdir=${top},workdir=${work},userxattr`
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
