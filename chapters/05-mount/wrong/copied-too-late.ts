// wrong: what is bound with rslave or rshared is copied when all is private already, and stays so
// first: propagation
import { formatStep } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export { mechanism } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  steps(c) {
    const isPrivate = (step: Parameters<typeof formatStep>[0]) => /^mount\(.*MS_PRIVATE/.test(formatStep(step))
    const steps = right.steps(c)
    return [...steps.filter(isPrivate), ...steps.filter(step => !isPrivate(step))]
  },
}
