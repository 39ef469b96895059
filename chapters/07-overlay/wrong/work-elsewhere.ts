// wrong: the work folder is on another file system than upper
// first: starts
// also: image-kept, order, layers-remove, own-upper, removed, odd-paths, refused, read-only, plain-root, nothing-left
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
    const work = `/run/work-${c.id}`
    mkdirSync(work, { recursive: true })
    const data = options(c, layers).replace(/workdir=[^,]*/, `workdir=${work}`)
    return [mount('overlay', rootOf(c), 'overlay', 0, data)]
  },
}
