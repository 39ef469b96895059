// wrong: all containers share one upper
// first: own-upper
// also: read-only, nothing-left
import { mkdirSync } from 'node:fs'
import { mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { options, mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const shared = '/var/lib/congo/shared'
    for (const folder of ['upper', 'work']) mkdirSync(`${shared}/${folder}`, { recursive: true })
    const data = options(c, layers).replaceAll(c.bundle, shared)
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
