// wrong: the filter is loaded before no_new_privs is set, when CAP_SYS_ADMIN has gone
// first: starts
// also: masked, masked-by-the-host, read-only, no-new-privileges, bounding, sets, filter, no-way-around, order, limits, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps(c) {
    const steps = right.mechanism.steps(c)
    const place = steps.findIndex(({ args }) => args[0]?.text === 'PR_SET_NO_NEW_PRIVS')
    const [setting] = steps.splice(place, place < 0 ? 0 : 1)
    return setting ? [...steps, setting] : steps
  },
}
