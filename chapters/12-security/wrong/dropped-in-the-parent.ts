// wrong: the runtime drops the capabilities from its own bounding set, and its children inherit that
// first: starts
// also: masked, masked-by-the-host, read-only, no-new-privileges, bounding, sets, filter, no-way-around, order, limits, nothing-left
import { run, type Step } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { masking, mechanism } from '../../../solutions/12-security.ts'

const drops = ({ args }: Step) => args[0]?.text === 'PR_CAPBSET_DROP'

export const bounding: Mechanism = {
  ...right.bounding,
  steps(c) {
    const steps = right.bounding.steps(c)
    for (const step of steps.filter(drops)) run(step)
    return steps.filter(step => !drops(step))
  },
}
