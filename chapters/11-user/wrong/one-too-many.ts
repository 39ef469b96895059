// wrong: the id right behind a range is taken for one of the range
// first: refused
import { mapsInForce } from '../../../chapters/11-user/maps.ts'
import { withOwnRoot } from '../../../chapters/11-user/root.ts'
import { readUser } from '../../../chapters/11-user/user.ts'
import type { IdMapping, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

function hostId(map: readonly IdMapping[], id: number): number {
  const range = map.find(({ containerID, size }) => containerID <= id && id <= containerID + size)
  if (!range) throw new Error(`uidMappings or gidMappings have no id of the host for ${id}`)
  return range.hostID + id - range.containerID
}

export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    const [maps, user] = [mapsInForce(c), readUser(c)]
    if (user) c.config = { ...c.config, process: { ...c.config.process, user } }
    if (!maps) return
    if (user) for (const gid of [user.gid, ...(user.additionalGids ?? [])]) hostId(maps.gid, gid)
    if (user) hostId(maps.uid, user.uid)
    c.owner = [hostId(maps.uid, 0), hostId(maps.gid, 0)]
    c.config = withOwnRoot(c, maps, (_, { uid, gid }) => [hostId(maps.uid, uid), hostId(maps.gid, gid)])
  },
}
