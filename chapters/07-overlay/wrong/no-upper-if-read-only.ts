// wrong: a read-only root gets no upper: the places of its mounts cannot be made
// first: read-only
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
    const whole = options(c, layers)
    const data = c.config.root?.readonly
      ? whole.replace(/lowerdir=([^,]*),.*/, `lowerdir=${own(c).upper}:$1,userxattr`)
      : whole
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
