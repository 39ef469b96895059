// wrong: prints what is expected, and runs nothing
// first: starts
// also: masked, masked-by-the-host, read-only, no-new-privileges, bounding, sets, filter, no-way-around, order, limits, nothing-left
import { exit_group, write } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  name: '12-security',
  steps: () => [write(1, 'uid 1000 euid 1000\nready\n'), exit_group(0)],
}
