// wrong: the options are set on the topmost mount alone, and what is mounted below it can be written
// first: readonly
// also: options
import { AT_EMPTY_PATH, type Step } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

const onTop = (step: Step): Step =>
  step.call === 'mount_setattr' ? { ...step, args: step.args.with(2, { value: AT_EMPTY_PATH, text: '' }) } : step

export const mechanism: Mechanism = { ...right, steps: c => right.steps(c).map(onTop) }
