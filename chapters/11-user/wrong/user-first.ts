// wrong: the user is changed first, and with it the right to change the groups is gone
// first: user
// also: names, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import { identity as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const identity: Mechanism = {
  ...right,
  steps(c) {
    const steps = right.steps(c)
    const user = steps.filter(({ call }) => call === 'setresuid')
    return [...user, ...steps.filter(({ call }) => call !== 'setresuid')]
  },
}
