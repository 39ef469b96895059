// Chapter 11: users of the container's own. Its root is an ordinary user of the host.
import { writeFileSync } from 'node:fs'
import { created, entered } from '#mechanisms/02-ipc'
import { PR_SET_KEEPCAPS, prctl, type Step, setgroups, setresgid, setresuid, umask, unshare } from '#native'
import type { NewOwner } from '../chapters/11-user/copy.ts'
import { type Maps, mapsInForce, readMaps } from '../chapters/11-user/maps.ts'
import { withOwnRoot } from '../chapters/11-user/root.ts'
import { checkRootless, isRoot, mapAsUser, mapText } from '../chapters/11-user/rootless.ts'
import { readUser } from '../chapters/11-user/user.ts'
import type { Container, IdMapping, Mechanism } from '../chapters/container.ts'

// region translate
/** Which id of the host stands for an id of the container; undefined where the map has none for it. */
export function hostId(map: readonly IdMapping[], id: number): number | undefined {
  // hole 1: find the range that the id lies in. It has `size` ids of the container, from `containerID` on, and as many of
  //   the host, from `hostID` on
  const range = map.find(({ containerID, size }) => containerID <= id && id < containerID + size)
  return range && range.hostID + id - range.containerID
  // end
}

/** As hostId(), of a user or a group. `whose` begins the message where there is none. */
function mapped(maps: Maps, kind: 'uid' | 'gid', id: number, whose: string): number {
  const host = hostId(maps[kind], id)
  if (host === undefined) {
    throw new Error(`${whose}: linux.${kind}Mappings have no id of the host for ${kind} ${id}; map it, or take another`)
  }
  return host
}
// end region

// region prepare
/** Names become numbers, an image becomes the container's own; and who is not in the maps is refused. */
function prepare(c: Container): void {
  const maps = mapsInForce(c)
  const user = readUser(c)
  if (user) c.config = { ...c.config, process: { ...c.config.process, user } }
  if (!maps) return
  if (user) {
    mapped(maps, 'uid', user.uid, 'process.user')
    for (const gid of [user.gid, ...(user.additionalGids ?? [])]) mapped(maps, 'gid', gid, 'process.user')
  }
  checkRootless(c, maps)
  c.owner = [mapped(maps, 'uid', 0, 'root'), mapped(maps, 'gid', 0, 'root')]
  const owner: NewOwner = (path, { uid, gid }) => [mapped(maps, 'uid', uid, path), mapped(maps, 'gid', gid, path)]
  c.config = withOwnRoot(c, maps, owner)
}
// end region

// region mechanism
/** First of all: in a new user namespace the child may do what only root may, and in every other namespace made with it. */
export const mechanism: Mechanism = {
  name: '11-user',
  flags: c => created(c, 'user'),
  prepare,
  steps(c) {
    if (!c.config.linux?.namespaces?.some(({ type }) => type === 'user')) return []
    // hole 2: three steps, with which the child becomes root of the namespace: no further groups (groups), and group and
    //   user 0, the real id, the effective and the saved one (setresgid, setresuid)
    const root: Step[] = [groups([]), setresgid(0, 0, 0), setresuid(0, 0, 0)]
    // end
    return [...entered(c, 'user'), ...root, ...madeAgain(c)]
  },
  connect(c, child) {
    const maps = readMaps(c)
    if (!maps) return
    if (!isRoot()) return mapAsUser(child.pid, maps)
    // hole 3: the child waits, and has no ids yet. Write its two maps to /proc/PID/uid_map and /proc/PID/gid_map, each with
    //   one call of writeFileSync; mapText(map) gives the lines
    writeFileSync(`/proc/${child.pid}/uid_map`, mapText(maps.uid))
    writeFileSync(`/proc/${child.pid}/gid_map`, mapText(maps.gid))
    // end
  },
}

/** The further groups. Where an ordinary user has mapped his own group only, nobody may change them: EPERM. */
const groups = (list: readonly number[]): Step =>
  list.length === 0 && !isRoot() ? { ...setgroups(list), allow: ['EPERM'] } : setgroups(list)

/** A namespace belongs to the user namespace that its maker is in: after entering one, those of clone3 are the host's. */
function madeAgain(c: Container): Step[] {
  if (created(c, 'user')) return []
  const flags = (['mount', 'ipc', 'uts', 'cgroup'] as const).reduce((all, type) => all | created(c, type), 0)
  return flags === 0 ? [] : [unshare(flags)]
}
// end region

// region identity
/** Late, when nothing is left to do that needs root: the process becomes the user that the config names. */
export const identity: Mechanism = {
  name: '11-user',
  steps(c) {
    const { user } = c.config.process
    if (!user) return []
    const { uid, gid, additionalGids = [] } = user
    // Else the kernel would take all capabilities away here. execve does, unless chapter 12 has said which ones stay.
    const keep = uid === 0 ? [] : [prctl(PR_SET_KEEPCAPS, 1)]
    // hole 4: three steps: further groups (groups), group, and user, each real, effective and saved. In which order? One
    //   of them takes away the right to the others
    const become: Step[] = [groups(additionalGids), setresgid(gid, gid, gid), setresuid(uid, uid, uid)]
    // end
    return [...keep, ...become, ...(user.umask === undefined ? [] : [umask(user.umask)])]
  },
}
// end region
