// wrong: prepare looks at nothing: what is missing comes back as an errno of mount, what is too long is cut off
// first: refused
import { mkdirSync } from 'node:fs'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'
import { own } from '../own.ts'

export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    if (readLayers(c))
      for (const folder of [rootOf(c), ...Object.values(own(c))]) mkdirSync(folder, { recursive: true })
  },
}
