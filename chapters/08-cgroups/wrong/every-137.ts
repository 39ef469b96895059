// wrong: every container that SIGKILL has ended counts as killed for memory
// first: memory
import type { Process } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

const ended = new WeakSet<Container>()

export const mechanism: Mechanism = {
  ...right,
  connect(c, child) {
    void (child as Process)
      .wait()
      .then(status => 'signal' in status && status.signal === 'SIGKILL' && ended.add(c))
      .catch(() => undefined)
  },
}

export const oomKilled = (c: Container): boolean => ended.has(c)
