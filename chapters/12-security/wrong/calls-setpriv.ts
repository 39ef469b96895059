// wrong: leaves the work to the command setpriv, which is not there
// first: starts
// also: masked, masked-by-the-host, read-only, no-new-privileges, bounding, sets, filter, no-way-around, order, limits, nothing-left
import { execvpe } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  name: '12-security',
  steps: () => [],
  prepare(c) {
    const { args, env } = c.config.process
    c.exec = execvpe(['setpriv', '--no-new-privs', '--bounding-set', '-all', '--', ...args], env)
  },
}
