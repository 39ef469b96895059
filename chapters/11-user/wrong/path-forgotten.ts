// wrong: a user namespace that exists already is not entered
// first: joined
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

const ENTERING = ['openat', 'setns', 'close']

export const mechanism: Mechanism = {
  ...right,
  steps: c => right.steps(c).filter(({ call }) => !ENTERING.includes(call)),
}
