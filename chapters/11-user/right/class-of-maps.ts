// right: a class for a map, which counts through its ranges; the groups and ids of root and of a user come from one function
import { writeFileSync } from 'node:fs'
import { created } from '#mechanisms/02-ipc'
import { PR_SET_KEEPCAPS, prctl, type Step, setgroups, setresgid, setresuid, umask } from '#native'
import { readMaps } from '../../../chapters/11-user/maps.ts'
import { isRoot, mapAsUser } from '../../../chapters/11-user/rootless.ts'
import type { IdMapping, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

class IdMap {
  readonly #ranges: readonly IdMapping[]

  constructor(ranges: readonly IdMapping[]) {
    this.#ranges = [...ranges].sort((a, b) => a.containerID - b.containerID)
  }

  outside(id: number): number | undefined {
    const range = this.#ranges.findLast(({ containerID }) => containerID <= id)
    if (range === undefined || id >= range.containerID + range.size) return undefined
    return range.hostID + (id - range.containerID)
  }

  toString(): string {
    return this.#ranges.map(range => `${range.containerID} ${range.hostID} ${range.size}`).join('\n')
  }
}

export const hostId = (map: readonly IdMapping[], id: number): number | undefined => new IdMap(map).outside(id)

function becoming(uid: number, gid: number, groups: readonly number[] = []): Step[] {
  const allow = groups.length === 0 && !isRoot() ? { allow: ['EPERM'] } : {}
  return [{ ...setgroups(groups), ...allow }, setresgid(gid, gid, gid), setresuid(uid, uid, uid)]
}

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    if (!created(c, 'user')) return right.steps(c)
    return becoming(0, 0)
  },
  connect(c, { pid }) {
    const maps = readMaps(c)
    if (!maps) return
    if (!isRoot()) return mapAsUser(pid, maps)
    for (const kind of ['uid', 'gid'] as const) writeFileSync(`/proc/${pid}/${kind}_map`, `${new IdMap(maps[kind])}`)
  },
}

export const identity: Mechanism = {
  name: '11-user',
  steps(c) {
    const user = c.config.process.user
    if (!user) return []
    const keep = user.uid > 0 ? [prctl(PR_SET_KEEPCAPS, 1)] : []
    const mask = user.umask === undefined ? [] : [umask(user.umask)]
    return [...mask, ...keep, ...becoming(user.uid, user.gid, user.additionalGids)]
  },
}
