// wrong: upper and work lie on a tmpfs, which keeps no user.* attributes
// first: removed
// also: own-upper, nothing-left
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
    for (const folder of ['upper', 'work']) mkdirSync(`/run/${c.id}/${folder}`, { recursive: true })
    return [mount('overlay', rootOf(c), 'overlay', 0, options(c, layers).replaceAll(c.bundle, `/run/${c.id}`))]
  },
}
