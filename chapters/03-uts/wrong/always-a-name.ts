// wrong: a container without a name in its config is given one
// first: no-name

import { entered } from '#mechanisms/02-ipc'
import { setdomainname, sethostname } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c => [
    ...entered(c, 'uts'),
    sethostname(c.config.hostname ?? 'localhost'),
    setdomainname(c.config.domainname ?? '(none)'),
  ],
}
