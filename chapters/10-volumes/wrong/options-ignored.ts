// wrong: a bind mount has the options of the mount that it is a copy of, and the config's are lost
// first: readonly
// also: options
import { AT_EMPTY_PATH, AT_RECURSIVE, MS_PRIVATE, mount_setattr, type Slot, type Step } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

const lost = (step: Step): Step => {
  if (step.call !== 'mount_setattr') return step
  const tree = step.args[0]?.value as Slot
  return mount_setattr(tree, '', AT_EMPTY_PATH | AT_RECURSIVE, { propagation: MS_PRIVATE })
}

export const mechanism: Mechanism = { ...right, steps: c => right.steps(c).map(lost) }
