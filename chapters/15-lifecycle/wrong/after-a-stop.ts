// wrong: a container that somebody has stopped is started again
// first: again
import type { Fate } from '#mechanisms/14-logs'
import type { Policy, State } from '../../../chapters/15-lifecycle/state.ts'
import * as right from '../../../solutions/15-lifecycle.ts'

export * from '../../../solutions/15-lifecycle.ts'

export const restarts = (policy: Policy, { stopped: _, ...state }: State, end: Fate): boolean =>
  right.restarts(policy, state, end)
