// wrong: an end that nobody knows is taken for a good one
// first: again
import type { Fate } from '#mechanisms/14-logs'
import type { Policy, State } from '../../../chapters/15-lifecycle/state.ts'
import * as right from '../../../solutions/15-lifecycle.ts'

export * from '../../../solutions/15-lifecycle.ts'

export const restarts = (policy: Policy, state: State, end: Fate): boolean =>
  !(policy.name === 'on-failure' && end && 'unknown' in end) && right.restarts(policy, state, end)
