// wrong: there is a /dev/pts on the host, so it is bound: the container can write to the host's terminals
// first: dev
import { propagation as first, mechanism as right } from '../../../solutions/05-mount.ts'
import type { Container, Mechanism } from '../../container.ts'

const copies = new WeakMap<Container, Container>()

function bound(c: Container): Container {
  const mounts = c.config.mounts?.map(m =>
    m.type === 'devpts' ? { destination: m.destination, source: '/dev/pts', options: ['bind', 'nosuid', 'noexec'] } : m,
  )
  const copy = copies.get(c) ?? { ...c, config: { ...c.config, ...(mounts ? { mounts } : {}) } }
  copies.set(c, copy)
  return copy
}

export const propagation: Mechanism = {
  ...first,
  prepare: c => first.prepare?.(bound(c)),
  steps: c => first.steps(bound(c)),
}
export const mechanism: Mechanism = { ...right, steps: c => right.steps(bound(c)) }
