// right: ids are set in other orders where they are free; maps are written through descriptors, groups first
import { closeSync, openSync, writeSync } from 'node:fs'
import { created, entered } from '#mechanisms/02-ipc'
import * as n from '#native'
import { type Maps, mapsInForce, readMaps } from '../../../chapters/11-user/maps.ts'
import { withOwnRoot } from '../../../chapters/11-user/root.ts'
import { checkRootless, isRoot, mapAsUser } from '../../../chapters/11-user/rootless.ts'
import { readUser } from '../../../chapters/11-user/user.ts'
import type { IdMapping, Mechanism } from '../../../chapters/container.ts'

export function hostId(map: readonly IdMapping[], id: number): number | undefined {
  for (const { containerID, hostID, size } of map) {
    const distance = id - containerID
    if (distance >= 0 && distance < size) return hostID + distance
  }
  return undefined
}

function demanded(maps: Maps, kind: keyof Maps, id: number, whose: string): number {
  const found = hostId(maps[kind], id)
  if (found === undefined) throw new Error(`${whose}: ${kind} ${id} is in no range of linux.${kind}Mappings`)
  return found
}

function writeMap(pid: number, kind: 'uid' | 'gid', map: readonly IdMapping[]): void {
  const lines = map.map(({ containerID, hostID, size }) => [containerID, hostID, size].join(' '))
  const file = openSync(`/proc/${pid}/${kind}_map`, 'w')
  try {
    writeSync(file, lines.join('\n'))
  } finally {
    closeSync(file)
  }
}

const further = (list: readonly number[]): n.Step => {
  const step = n.setgroups(list)
  return list.length > 0 || isRoot() ? step : { ...step, allow: ['EPERM'] }
}

export const mechanism: Mechanism = {
  name: '11-user',
  flags: c => created(c, 'user'),
  prepare(c) {
    const maps = mapsInForce(c)
    const user = readUser(c)
    if (user) c.config = { ...c.config, process: { ...c.config.process, user } }
    if (maps === undefined) return
    if (user) {
      demanded(maps, 'uid', user.uid, 'process.user')
      for (const each of [user.gid].concat(user.additionalGids ?? [])) demanded(maps, 'gid', each, 'process.user')
    }
    checkRootless(c, maps)
    c.owner = [demanded(maps, 'uid', 0, 'root'), demanded(maps, 'gid', 0, 'root')]
    c.config = withOwnRoot(c, maps, (path, { uid, gid }) => [
      demanded(maps, 'uid', uid, path),
      demanded(maps, 'gid', gid, path),
    ])
  },
  steps(c) {
    const wanted = c.config.linux?.namespaces?.some(({ type }) => type === 'user') ?? false
    if (!wanted) return []
    const steps = [...entered(c, 'user'), n.setresuid(0, 0, 0), n.setresgid(0, 0, 0), further([])]
    if (created(c, 'user')) return steps
    let again = 0
    for (const type of ['ipc', 'uts', 'cgroup', 'mount'] as const) again |= created(c, type)
    if (again !== 0) steps.push(n.unshare(again))
    return steps
  },
  connect(c, { pid }) {
    const maps = readMaps(c)
    if (maps === undefined) return
    if (isRoot()) {
      writeMap(pid, 'gid', maps.gid)
      writeMap(pid, 'uid', maps.uid)
    } else mapAsUser(pid, maps)
  },
}

export const identity: Mechanism = {
  name: '11-user',
  steps({ config }) {
    const { user } = config.process
    if (user === undefined) return []
    const { uid, gid, additionalGids, umask } = user
    const steps: n.Step[] = []
    if (umask !== undefined) steps.push(n.umask(umask))
    steps.push(n.setresgid(gid, gid, gid), further(additionalGids ?? []))
    if (uid !== 0) steps.push(n.prctl(n.PR_SET_KEEPCAPS, 1))
    steps.push(n.setresuid(uid, uid, uid))
    return steps
  },
}
