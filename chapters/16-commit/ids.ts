// Who owns a file of a container, in its own numbers.
import { readMap } from '../11-user/rootless.ts'
import type { Container, IdMapping } from '../container.ts'
import type { Ids } from './walk.ts'

/** The container has no number for him: to everybody in there he is nobody. user_namespaces(7) */
const NOBODY = 65534

/** A variable that is set where this process is root of a namespace beside that of the container's maker: scripts/congo/among-users.ts */
export const AMONG_USERS = 'CONGO_AMONG_USERS'

/** Ids of the container for those that we see. */
export function idsInside({ config: { linux } }: Container): Ids | undefined {
  const { uidMappings: uid = [], gidMappings: gid = [] } = linux ?? {}
  if (uid.length === 0) return undefined
  const inside = (kind: 'uid' | 'gid', map: readonly IdMapping[]) => {
    const ours = process.env[AMONG_USERS] ? readMap('/proc/self', kind) : undefined
    return (id: number) => through(map, 'hostID', ours ? through(ours, 'containerID', id) : id) ?? NOBODY
  }
  const [owner, group] = [inside('uid', uid), inside('gid', gid)]
  return (uid, gid) => [owner(uid), group(gid)]
}

/** The other way: ids that we give to files, for those that the container is to see. */
export function idsOutside({ config: { linux } }: Container): Ids | undefined {
  const { uidMappings: uid = [], gidMappings: gid = [] } = linux ?? {}
  if (uid.length === 0 || process.env[AMONG_USERS]) return undefined
  return (owner, group) => [through(uid, 'containerID', owner) ?? NOBODY, through(gid, 'containerID', group) ?? NOBODY]
}

/** The other side's number for that of one side. */
function through(map: readonly IdMapping[], side: 'hostID' | 'containerID', id = -1): number | undefined {
  const other = side === 'hostID' ? 'containerID' : 'hostID'
  const range = map.find(each => each[side] <= id && id < each[side] + each.size)
  return range && range[other] + id - range[side]
}
