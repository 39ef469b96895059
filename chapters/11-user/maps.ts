// The maps of a new user namespace, read and found possible before there is a child: user_namespaces(7), "User and group
// ID mappings".
import { existsSync } from 'node:fs'
import type { Container, IdMapping } from '../container.ts'
import { type Range, readMap, spendable } from './rootless.ts'

export interface Maps {
  readonly uid: readonly IdMapping[]
  readonly gid: readonly IdMapping[]
}

const KINDS = ['uid', 'gid'] as const
const LINES = 340 // of /proc/PID/uid_map, since Linux 4.15
const IDS = 2 ** 32 - 1 // the last number means "no id"

/**
 * The maps that the config has for a user namespace of the container's own; undefined where it gets none, or one that
 * exists. Throws an Error of one line where the kernel would refuse them, or where something would be missing later.
 */
export function readMaps(c: Container): Maps | undefined {
  const { namespaces = [], uidMappings: uid = [], gidMappings: gid = [] } = c.config.linux ?? {}
  const namespace = namespaces.find(({ type }) => type === 'user')
  const given = KINDS.find(kind => ({ uid, gid })[kind].length > 0)
  if (!namespace) {
    if (given) throw new Error(`linux.${given}Mappings: only a user namespace has maps; add one to linux.namespaces`)
    return undefined
  }
  if (namespace.path) {
    if (given) throw new Error(`linux.${given}Mappings: ${namespace.path} has its maps already; leave them out`)
    const fresh = namespaces.find(({ type, path }) => !path && (type === 'pid' || type === 'network'))
    if (fresh) {
      throw new Error(
        `user namespace ${namespace.path}: a new ${fresh.type} namespace would belong to the host's; name one with a path`,
      )
    }
    return undefined
  }
  for (const kind of KINDS) checkMap(`linux.${kind}Mappings`, { uid, gid }[kind], spendable(kind))
  return { uid, gid }
}

/** Those, or the maps of an existing namespace where its path tells whose it is. */
export function mapsInForce(c: Container): Maps | undefined {
  const fresh = readMaps(c)
  const path = c.config.linux?.namespaces?.find(({ type }) => type === 'user')?.path
  const folder = /^(\/proc\/[^/]+)\/ns\/user$/.exec(path ?? '')?.[1]
  if (folder === undefined) return fresh
  if (!existsSync(folder)) throw new Error(`user namespace ${path}: its process has ended`)
  return { uid: readMap(folder, 'uid'), gid: readMap(folder, 'gid') }
}

/** `own`: the ranges of the host's ids that whoever asks may hand on, each [first, size]. */
export function checkMap(what: string, map: readonly IdMapping[], own: readonly Range[]): void {
  if (map.length === 0) {
    throw new Error(`${what}: a new user namespace maps no id by itself, and all would be nobody's; give a range`)
  }
  if (map.length > LINES) throw new Error(`${what}: ${map.length} ranges, and the kernel takes ${LINES}`)
  for (const [i, range] of map.entries()) {
    const name = `${what}[${i}] ${shown(range)}`
    const { containerID, hostID, size } = range
    if (!(isId(containerID) && isId(hostID) && isId(size) && size > 0))
      throw new Error(`${name}: three whole numbers from 0 to ${IDS - 1}, and a size of 1 or more`)
    if (Math.max(containerID, hostID) + size > IDS) throw new Error(`${name}: it goes beyond ${IDS - 1}, the last id`)
    for (const other of map.slice(0, i)) {
      const twice = overlaps(range, other, 'containerID') || overlaps(range, other, 'hostID')
      if (twice) throw new Error(`${name}: it overlaps with ${shown(other)}; an id has one counterpart, on either side`)
    }
    if (!own.some(([first, all]) => first <= hostID && hostID + size <= first + all)) {
      const has = own.map(([first, all]) => (all === 1 ? first : `${first} to ${first + all - 1}`)).join(', ')
      throw new Error(`${name}: of the host's ids only ${has} can be handed on; choose among them`)
    }
  }
  if (!map.some(({ containerID }) => containerID === 0))
    throw new Error(`${what}: no range has the container's 0, and its mounts are made by root; map it`)
}

const isId = (value: number) => Number.isInteger(value) && value >= 0 && value < IDS

const shown = ({ containerID, hostID, size }: IdMapping) => `(${containerID} ${hostID} ${size})`

const overlaps = (a: IdMapping, b: IdMapping, side: 'containerID' | 'hostID') =>
  a[side] < b[side] + b.size && b[side] < a[side] + a.size
