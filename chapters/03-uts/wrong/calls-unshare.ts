// wrong: leaves the work to the command unshare, which the host does not have
// first: starts
// also: host-keeps-its-name, own-namespace, parent-stays, hostname, domainname, no-name, joined, longest, nothing-left
import { execvpe } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export const mechanism: Mechanism = {
  name: '03-uts',
  steps: () => [],
  prepare(c) {
    const { args, env } = c.config.process
    const rename = ['sh', '-c', 'hostname "$0"; exec "$@"', c.config.hostname ?? '', ...args]
    c.exec = execvpe(['unshare', '--uts', ...rename], env)
  },
}
