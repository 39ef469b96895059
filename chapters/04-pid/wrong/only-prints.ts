// wrong: prints what is expected, and runs nothing
// first: starts
// also: parent-stays, host-unseen, number-one, ends-together, stop-insists, stop-asks-first, init-in-front, init-buries, init-passes-on, nothing-left
import { exit_group, write } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export * from '../../../solutions/04-pid.ts'

export const mechanism: Mechanism = {
  name: '04-pid',
  steps: () => [write(1, 'pid 1 ppid 0\nready\n'), exit_group(0)],
}
