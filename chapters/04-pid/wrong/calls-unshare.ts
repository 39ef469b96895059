// wrong: leaves the work to the command unshare, which the host does not have
// first: starts
// also: parent-stays, host-unseen, number-one, ends-together, stop-insists, stop-asks-first, init-in-front, init-buries, init-passes-on, nothing-left
import { execvpe } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export * from '../../../solutions/04-pid.ts'

export const mechanism: Mechanism = {
  name: '04-pid',
  steps: () => [],
  prepare(c) {
    const { args, env } = c.config.process
    c.exec = execvpe(['unshare', '--pid', '--fork', '--', ...args], env)
  },
}
