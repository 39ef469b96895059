// --network, --publish, --add-host, --dns: in the words of chapter 09, which are annotations.
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { addressOf, HOST } from '../../../chapters/09-network/addresses.ts'
import { parsePorts } from '../../../chapters/09-network/ports.ts'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import type { Mount } from '../../../chapters/config.ts'
import { onPath } from '../../setup/compiler.ts'
import type { CreateOptions } from '../library/types.ts'
import { Misuse } from '../place.ts'
import { refused, told } from './flag.ts'
import { bind } from './mounts.ts'

export type NetworkFlags = Pick<CreateOptions, 'network' | 'publish' | 'addHost' | 'dns'>

const NETWORKS = ['bridge', 'host', 'none', 'pasta']

/** What an ordinary user has depends on whether pasta is installed. */
export const usualNetwork = () => (isRoot() ? 'bridge' : onPath('pasta') ? 'pasta' : 'none')

/** The annotations, and the mounts of what tells of a network that is not the container's own. */
export function network(
  { network = usualNetwork(), publish = [], addHost = [], dns = [] }: NetworkFlags,
  folderOf: (typed: string) => string,
): { annotations: Record<string, string>; mounts: Mount[] } {
  const other = /^container:(.*)$/s.exec(network)?.[1]
  if (other === undefined && !NETWORKS.includes(network)) {
    throw refused('--network', network, `there are ${NETWORKS.join(', ')}, container:NAME`)
  }
  const ports = publish.flatMap(each => told('--publish', () => parsePorts(each)))
  const shared = network === 'host' || other !== undefined
  if (shared && ports.length + addHost.length + dns.length > 0) {
    throw new Misuse(`--publish, --add-host, --dns: with --network ${network} it has the ports and names of that`, 125)
  }
  if (network === 'none' && ports.length > 0) throw new Misuse('--publish: with --network none there is no way in', 125)
  const hosts = addHost.map(each => hostLine(each, network))
  for (const each of dns) if (!isIP(each)) throw refused('--dns', each, 'the address of a name server is wanted')
  const list = (name: string, values: readonly unknown[]) =>
    values.length > 0 ? { [`org.congo.${name}`]: JSON.stringify(values) } : {}
  return {
    annotations: {
      ...(!shared && { 'org.congo.network': network }),
      ...list('ports', ports),
      ...list('hosts', hosts),
      ...list('dns', dns),
    },
    mounts: shared ? names(other === undefined ? '/etc' : join(folderOf(other), 'etc')) : [],
  }
}

/** NAME:ADDRESS, or NAME:host-gateway, as a line of hosts(5). */
function hostLine(typed: string, network: string): string {
  const [, name = '', written = ''] = /^([\w.-]+)[:=](.+)$/.exec(typed) ?? []
  const address = written.replace(/^\[(.*)\]$/, '$1')
  if (address === 'host-gateway' && network === 'bridge') return `${addressOf(HOST, 4)} ${name}`
  if (isIP(address)) return `${address} ${name}`
  const gateway = address === 'host-gateway' ? `; --network ${network} has no host-gateway` : ''
  throw refused('--add-host', typed, `write NAME:ADDRESS, db:10.0.0.7${gateway}`)
}

const names = (folder: string): Mount[] =>
  ['hosts', 'resolv.conf']
    .filter(file => existsSync(join(folder, file)))
    .map(file => bind(join(folder, file), `/etc/${file}`, ['ro']))
