// wrong: the length of the options is counted in characters, and mount counts bytes
// first: refused
import { mkdirSync, statSync } from 'node:fs'
import { LAYERS, readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { options, mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'
import { own } from '../own.ts'

export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    const layers = readLayers(c)
    if (!layers) return
    const missing = layers.find(path => !statSync(path, { throwIfNoEntry: false })?.isDirectory())
    if (missing) throw new Error(`${LAYERS}: ${missing}: there is no such folder`)
    const { length } = options(c, layers)
    if (length > 4095) throw new Error(`${LAYERS}: ${length} of 4095`)
    for (const folder of [rootOf(c), ...Object.values(own(c))]) mkdirSync(folder, { recursive: true })
  },
}
