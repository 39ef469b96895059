// wrong: the limit is compared with characters, and the kernel counts bytes
// first: longest
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  prepare({ config: { hostname = '', domainname = '' } }) {
    if (hostname.length > 64) throw new Error(`hostname: ${hostname.length}, and the limit is 64`)
    if (domainname.length > 64) throw new Error(`domainname: ${domainname.length}, and the limit is 64`)
  },
}
