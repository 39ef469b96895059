// --userns: whose root the container's root is. For an ordinary user it cannot be the host's.
import { existsSync, readFileSync } from 'node:fs'
import { isRoot, subordinate } from '../../../chapters/11-user/rootless.ts'
import type { IdMapping } from '../../../chapters/config.ts'
import { onPath } from '../../setup/compiler.ts'
import { refused } from './flag.ts'

/** The maps of users of the container's own; undefined where it has the host's. */
export function maps(userns = isRoot() ? 'host' : 'private'): { uid: IdMapping[]; gid: IdMapping[] } | undefined {
  if (userns === 'host') {
    if (isRoot()) return undefined
    throw refused('--userns', 'host', 'only root can have that; without it root in the container is you')
  }
  if (userns !== 'private' && userns !== 'auto') throw refused('--userns', userns, 'there are host and private')
  return { uid: mapOf('uid'), gid: mapOf('gid') }
}

const SIZE = 65536
/** Right behind those that systemd has for containers, and far from those of users: https://systemd.io/UIDS-GIDS */
const FIRST = 0x70000000

function mapOf(kind: 'uid' | 'gid'): IdMapping[] {
  const given = subordinate(read(`/etc/sub${kind}`), read('/etc/passwd'), process.getuid?.() ?? 0)[0]
  if (isRoot()) {
    const [hostID, size] = given ?? [FIRST, SIZE]
    return [{ containerID: 0, hostID, size }]
  }
  const own = (kind === 'uid' ? process.geteuid?.() : process.getegid?.()) ?? 0
  const more = given && onPath(`new${kind}map`) ? [{ containerID: 1, hostID: given[0], size: given[1] }] : []
  return [{ containerID: 0, hostID: own, size: 1 }, ...more]
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')
