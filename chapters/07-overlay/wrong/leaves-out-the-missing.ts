// wrong: a layer that is not there is left out, and nobody is told
// first: refused
import { statSync } from 'node:fs'
import { LAYERS, readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/07-overlay.ts'

function present(c: Container): Container {
  const layers = readLayers(c)?.filter(path => statSync(path, { throwIfNoEntry: false })?.isDirectory())
  return layers ? { ...c, config: { ...c.config, annotations: { [LAYERS]: JSON.stringify(layers) } } } : c
}

export const mechanism: Mechanism = {
  ...right,
  prepare: c => right.prepare?.(present(c)),
  steps: c => right.steps(present(c)),
}
