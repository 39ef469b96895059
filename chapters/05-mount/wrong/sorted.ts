// wrong: the mounts are sorted, so that none ever hides another; the config may have meant it
// first: order
import { propagation as first, mechanism as right } from '../../../solutions/05-mount.ts'
import type { Container, Mechanism } from '../../container.ts'

const copies = new WeakMap<Container, Container>()

function sorted(c: Container): Container {
  const mounts = c.config.mounts?.toSorted((a, b) => a.destination.length - b.destination.length)
  const copy = copies.get(c) ?? { ...c, config: { ...c.config, ...(mounts ? { mounts } : {}) } }
  copies.set(c, copy)
  return copy
}

export const propagation: Mechanism = {
  ...first,
  prepare: c => first.prepare?.(sorted(c)),
  steps: c => first.steps(sorted(c)),
}
export const mechanism: Mechanism = { ...right, steps: c => right.steps(sorted(c)) }
