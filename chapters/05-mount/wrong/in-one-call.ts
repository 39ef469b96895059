// wrong: mount(2) is given MS_BIND and the other flags in one call, of which it hears only MS_BIND and MS_REC
// first: bind-options
import { MS_BIND, mount } from '#native'
import { isBound, planned } from '../../../chapters/05-mount/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/05-mount.ts'

export { propagation } from '../../../solutions/05-mount.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const nodes = new Set(planned(c).flatMap(m => m.nodes.map(({ destination }) => `"${destination}"`)))
    return right
      .steps(c)
      .filter(({ call }) => call !== 'mount_setattr')
      .map(step => {
        const to = step.args[3]?.text ?? ''
        const m = planned(c)
          .filter(isBound)
          .find(({ destination }) => to === `"${destination}"`)
        if (step.call !== 'move_mount' || nodes.has(to) || !m || m.propagation.length > 0) return step
        return mount(m.source, m.destination, null, MS_BIND | m.flags)
      })
  },
}
