// wrong: a namespace that exists already is not entered: the container stays in that of the host, and renames it
// first: joined
// also: nothing-left
import { setdomainname, sethostname } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  steps: ({ config: { hostname, domainname } }) => [
    ...(hostname === undefined ? [] : [sethostname(hostname)]),
    ...(domainname === undefined ? [] : [setdomainname(domainname)]),
  ],
}
