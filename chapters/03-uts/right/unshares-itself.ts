// right: the child unshares its UTS namespace as a step; all that can be wrong is a list
import { created, entered } from '#mechanisms/02-ipc'
import { CLONE_NEWUTS, setdomainname, sethostname, unshare } from '#native'
import type { Config, Mechanism } from '../../../chapters/container.ts'

const longest = 64

const faults = ({ hostname, domainname, linux }: Config): string[] =>
  Object.entries({ hostname, domainname }).flatMap(([field, name]) => {
    if (name === undefined) return []
    const has = linux?.namespaces?.some(({ type }) => type === 'uts') ?? false
    const bytes = Buffer.from(name).length
    return [
      ...(has ? [] : [`${field}: there is no uts namespace`]),
      ...(bytes > longest ? [`${field}: ${bytes} bytes are more than ${longest}`] : []),
    ]
  })

export const mechanism: Mechanism = {
  name: '03-uts',
  prepare({ config }) {
    const [first] = faults(config)
    if (first !== undefined) throw new Error(first)
  },
  steps(c) {
    const { hostname: host, domainname: domain } = c.config
    const place = created(c, 'uts') ? [unshare(CLONE_NEWUTS)] : entered(c, 'uts')
    return place.concat(host === undefined ? [] : sethostname(host), domain === undefined ? [] : setdomainname(domain))
  },
}
