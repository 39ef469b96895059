// wrong: a volume without a word about propagation stays in touch with the host's mount that it is a copy of
// first: options
// also: swapped
import { type Block, block, MS_PRIVATE, type Step } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

/** The third word of struct mount_attr. */
const PROPAGATION = 16

function shared(step: Step): Step {
  const given = step.args[3]?.value
  if (step.call !== 'mount_setattr' || given === undefined) return step
  const attributes = block((given as Block).bytes)
  const view = new DataView(attributes.bytes.buffer)
  if (view.getBigUint64(PROPAGATION, true) === BigInt(MS_PRIVATE)) view.setBigUint64(PROPAGATION, 0n, true)
  return { ...step, args: step.args.with(3, { value: attributes, text: '' }) }
}

export const mechanism: Mechanism = { ...right, steps: c => right.steps(c).map(shared) }
