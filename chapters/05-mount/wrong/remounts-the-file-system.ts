// wrong: MS_REMOUNT without MS_BIND changes the file system itself: what the container has read-only, so has the host
// first: bind-options
import { MS_BIND, MS_REC, MS_REMOUNT, mount } from '#native'
import { isBound, planned } from '../../../chapters/05-mount/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/05-mount.ts'

export { propagation } from '../../../solutions/05-mount.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c =>
    right
      .steps(c)
      .filter(({ call }) => call !== 'mount_setattr')
      .flatMap(step => {
        const m = planned(c)
          .filter(isBound)
          .find(({ destination }) => step.args[3]?.text === `"${destination}"`)
        if (step.call !== 'move_mount' || !m || m.changes.length === 0) return [step]
        const remounted = mount(null, m.destination, null, MS_REMOUNT | (m.flags & ~(MS_BIND | MS_REC)))
        return [step, { ...remounted, allow: ['EPERM'] }] // the host's disk belongs to the machine
      }),
}
