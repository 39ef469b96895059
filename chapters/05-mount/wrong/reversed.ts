// wrong: the mounts are made from the last to the first
// first: order
// also: dev, nothing-left
import { propagation as first, mechanism as right } from '../../../solutions/05-mount.ts'
import type { Container, Mechanism } from '../../container.ts'

const copies = new WeakMap<Container, Container>()

function reversed(c: Container): Container {
  const mounts = c.config.mounts?.toReversed()
  const copy = copies.get(c) ?? { ...c, config: { ...c.config, ...(mounts ? { mounts } : {}) } }
  copies.set(c, copy)
  return copy
}

export const propagation: Mechanism = {
  ...first,
  prepare: c => first.prepare?.(reversed(c)),
  steps: c => first.steps(reversed(c)),
}
export const mechanism: Mechanism = { ...right, steps: c => right.steps(reversed(c)) }
