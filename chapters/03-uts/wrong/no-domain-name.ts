// wrong: the domain name of the config is forgotten
// first: domainname
import { entered } from '#mechanisms/02-ipc'
import { sethostname } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: c => [...entered(c, 'uts'), ...(c.config.hostname === undefined ? [] : [sethostname(c.config.hostname)])],
}
