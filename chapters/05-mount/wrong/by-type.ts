// wrong: the type "bind" decides what is a bind mount, and not the option
// first: bind
// also: bind-options, propagation, refused, nothing-left, no-magic
import { propagation as first, mechanism as right } from '../../../solutions/05-mount.ts'
import type { Container, Mechanism, Mount } from '../../container.ts'

const copies = new WeakMap<Container, Container>()

const byType = ({ type = '', options = [], ...m }: Mount): Mount => ({
  ...m,
  type: type || 'none',
  options: [...options.filter(word => word !== 'bind' && word !== 'rbind'), ...(type === 'bind' ? ['rbind'] : [])],
})

function read(c: Container): Container {
  const { mounts } = c.config
  const copy = copies.get(c) ?? { ...c, config: { ...c.config, ...(mounts ? { mounts: mounts.map(byType) } : {}) } }
  copies.set(c, copy)
  return copy
}

export const propagation: Mechanism = {
  ...first,
  prepare: c => first.prepare?.(read(c)),
  steps: c => first.steps(read(c)),
}
export const mechanism: Mechanism = { ...right, steps: c => right.steps(read(c)) }
