// wrong: ro, nosuid, nodev, noexec of a fresh file system are dropped: the flags are not passed on
// first: fresh
import { mount } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/05-mount.ts'

export { propagation } from '../../../solutions/05-mount.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c =>
    right.steps(c).map(step => {
      const none = mount(null, '/', null, 0).args[3]
      return step.call === 'mount' && step.args[2]?.text !== 'NULL' && none
        ? { ...step, args: step.args.with(3, none) }
        : step
    }),
}
