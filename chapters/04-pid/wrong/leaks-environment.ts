// wrong: init, and with it the command, gets the environment of the runtime
// first: init-passes-on
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/04-pid.ts'

export * from '../../../solutions/04-pid.ts'

const ours = () => Object.entries(process.env).map(([name, value]) => `${name}=${value}`)
const leaking = new WeakMap<Container, Container>()

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    const copy: Container = { ...c, config: { ...c.config, process: { ...c.config.process, env: ours() } } }
    leaking.set(c, copy)
    await right.prepare?.(copy)
    if (copy.exec) c.exec = copy.exec
  },
  release: c => right.release?.(leaking.get(c) ?? c),
}
