// right: a child of the runtime writes the maps, as steps; the ids of root are set one by one, those of the user at the end
import { created, entered } from '#mechanisms/02-ipc'
import {
  AT_FDCWD,
  close,
  exit_group,
  O_CLOEXEC,
  O_WRONLY,
  openat,
  PR_SET_KEEPCAPS,
  prctl,
  type Step,
  setgroups,
  setresgid,
  setresuid,
  slot,
  spawn,
  umask,
  unshare,
  write,
} from '#native'
import { readMaps } from '../../../chapters/11-user/maps.ts'
import { isRoot, mapAsUser, mapText } from '../../../chapters/11-user/rootless.ts'
import type { IdMapping, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export const hostId = (map: readonly IdMapping[], id: number): number | undefined =>
  map
    .filter(({ containerID }) => id >= containerID)
    .filter(({ containerID, size }) => id < containerID + size)
    .map(({ containerID, hostID }) => id - containerID + hostID)
    .at(0)

function written(path: string, map: readonly IdMapping[]): Step[] {
  const file = slot(path)
  return [{ ...openat(AT_FDCWD, path, O_WRONLY | O_CLOEXEC), save: file }, write(file, mapText(map)), close(file)]
}

const none = (): Step => (isRoot() ? setgroups([]) : { ...setgroups([]), allow: ['EPERM'] })

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    if (!c.config.linux?.namespaces?.some(each => each.type === 'user')) return []
    const steps = [...entered(c, 'user'), setresgid(0, 0, 0), none(), setresuid(0, 0, 0)]
    if (created(c, 'user') !== 0) return steps
    const flags = created(c, 'mount') + created(c, 'ipc') + created(c, 'uts') + created(c, 'cgroup')
    return flags > 0 ? steps.concat(unshare(flags)) : steps
  },
  async connect(c, { pid }) {
    const maps = readMaps(c)
    if (!maps) return
    if (!isRoot()) return mapAsUser(pid, maps)
    const steps = [...written(`/proc/${pid}/gid_map`, maps.gid), ...written(`/proc/${pid}/uid_map`, maps.uid)]
    await spawn([...steps, exit_group(0)], { mode: 'fork' }).wait()
  },
}

export const identity: Mechanism = {
  name: '11-user',
  steps: ({ config: { process } }) => {
    if (!process.user) return []
    const { uid, gid, additionalGids: more = [], umask: mask } = process.user
    return [
      uid === 0 ? [] : prctl(PR_SET_KEEPCAPS, 1),
      more.length === 0 ? none() : setgroups(more),
      setresgid(gid, gid, gid),
      mask === undefined ? [] : umask(mask),
      setresuid(uid, uid, uid),
    ].flat()
  },
}
