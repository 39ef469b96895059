// wrong: host name and domain name are joined by a dot and set as one
// first: domainname

import { entered } from '#mechanisms/02-ipc'
import { sethostname } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const { hostname, domainname } = c.config
    const name = [hostname, domainname].filter(part => part !== undefined).join('.')
    return [...entered(c, 'uts'), ...(name === '' ? [] : [sethostname(name)])]
  },
}
