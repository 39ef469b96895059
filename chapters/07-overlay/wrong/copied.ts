// wrong: no overlay: the files of all layers are copied to the place of the root, one layer over the other
// first: layers-remove
// also: own-upper, removed, nothing-left
import { cpSync, mkdirSync, statSync } from 'node:fs'
import { MS_BIND, mount } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    const layers = readLayers(c)
    if (!layers) return
    const filter = (path: string) => !statSync(path).isCharacterDevice()
    mkdirSync(`${c.bundle}/copy`)
    for (const layer of layers) cpSync(layer, `${c.bundle}/copy`, { recursive: true, verbatimSymlinks: true, filter })
  },
  steps(c) {
    return readLayers(c) ? [mount(`${c.bundle}/copy`, rootOf(c), null, MS_BIND)] : []
  },
}
