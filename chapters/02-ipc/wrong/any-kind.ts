// wrong: setns with 0, which enters whatever the path leads to
// first: wrong-kind
import { setns } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/02-ipc.ts'

export * from '../../../solutions/02-ipc.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c =>
    right
      .steps(c)
      .map(step => (step.call === 'setns' ? setns(step.args[0]?.value as Parameters<typeof setns>[0], 0) : step)),
}
