// wrong: a config without layers gets an overlay, too, over the folder of its root
// first: plain-root
import { LAYERS } from '../../../chapters/07-overlay/layers.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

const layered = (c: Container): Container => {
  const annotations = { [LAYERS]: JSON.stringify([rootOf(c)]), ...c.config.annotations }
  return { ...c, config: { ...c.config, annotations } }
}

export const mechanism: Mechanism = {
  ...right,
  prepare: c => right.prepare?.(layered(c)),
  steps: c => right.steps(layered(c)),
}
