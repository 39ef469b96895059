// wrong: closes descriptors 3 to 255, as if there were no higher ones
// first: descriptors
import { CLOSE_RANGE_CLOEXEC, close_range } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c =>
    right.steps(c).map(step => (step.call === 'close_range' ? close_range(3, 255, CLOSE_RANGE_CLOEXEC) : step)),
}
