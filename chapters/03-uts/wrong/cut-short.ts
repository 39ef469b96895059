// wrong: a name that is too long is cut instead of refused
// first: longest
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

const cut = (c: Container): Container => {
  const { hostname } = c.config
  if (hostname === undefined) return c
  return { ...c, config: { ...c.config, hostname: Buffer.from(hostname).subarray(0, 64).toString() } }
}

export const mechanism: Mechanism = {
  ...right,
  prepare: c => right.prepare?.(cut(c)),
  steps: c => right.steps(cut(c)),
}
