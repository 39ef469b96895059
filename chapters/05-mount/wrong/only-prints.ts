// wrong: prints what is expected, and runs nothing
// first: starts
// also: own-table, apart, proc, dev, fresh, bind, bind-options, order, propagation, refused, nothing-left, no-magic
import { exit_group, write } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export { propagation } from '../../../solutions/05-mount.ts'

export const mechanism: Mechanism = {
  name: '05-mount',
  steps: () => [write(1, 'self 1\nready\n'), exit_group(0)],
}
