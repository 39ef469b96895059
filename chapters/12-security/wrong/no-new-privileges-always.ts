// wrong: no_new_privs is set also where the config does not ask for it
// first: no-new-privileges
// also: order
import { PR_SET_NO_NEW_PRIVS, prctl } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/12-security.ts'

export { bounding, masking } from '../../../solutions/12-security.ts'

export const mechanism: Mechanism = {
  ...right.mechanism,
  steps: c => [prctl(PR_SET_NO_NEW_PRIVS, 1), ...right.mechanism.steps(c)],
}
