// wrong: whether an id is in the maps is left to the kernel, which says EINVAL in the middle of it all
// first: refused
import { mapsInForce } from '../../../chapters/11-user/maps.ts'
import { withOwnRoot } from '../../../chapters/11-user/root.ts'
import { readUser } from '../../../chapters/11-user/user.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { hostId, mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    const [maps, user] = [mapsInForce(c), readUser(c)]
    if (user) c.config = { ...c.config, process: { ...c.config.process, user } }
    if (!maps) return
    c.owner = [hostId(maps.uid, 0) ?? 0, hostId(maps.gid, 0) ?? 0]
    c.config = withOwnRoot(c, maps, (_, { uid, gid }) => [hostId(maps.uid, uid) ?? 0, hostId(maps.gid, gid) ?? 0])
  },
}
