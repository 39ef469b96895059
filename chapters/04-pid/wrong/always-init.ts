// wrong: init stands in front of every command, also where the config does not ask for it
// first: number-one
// also: ends-together, stop-insists, stop-asks-first
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/04-pid.ts'

export * from '../../../solutions/04-pid.ts'

const asking = new WeakMap<Container, Container>()

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    if (!right.flags?.(c)) return
    const copy: Container = { ...c, config: { ...c.config, annotations: { 'org.congo.init': 'true' } } }
    asking.set(c, copy)
    await right.prepare?.(copy)
    if (copy.exec) c.exec = copy.exec
  },
  release: c => right.release?.(asking.get(c) ?? c),
}
