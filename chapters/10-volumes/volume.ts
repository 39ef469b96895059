// A mount of the config as a volume: read, and found possible, before anything is made.
import { chownSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  AT_RECURSIVE,
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_RDONLY,
  MS_PRIVATE,
  MS_REC,
  MS_REMOUNT,
  type Slot,
  slot,
} from '#native'
import { NODES } from '../05-mount/dev.ts'
import { type AttributeChange, parseOptions } from '../05-mount/options.ts'
import type { Container, Mount } from '../container.ts'

/** The annotation that says where named volumes live, as folders of the host; and where they do else. */
export const VOLUMES = 'org.congo.volumes'
const FOLDER = '/var/lib/congo/volumes'
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/

export interface Volume {
  /** An absolute path in the container, without `.` and `..`. */
  readonly destination: string
  /** Of a copy the path on the host, of any other what its file system is told. */
  readonly source: string
  /** Whether it is a copy of something the host has, or a file system made for this container. */
  readonly kind: 'copy' | 'fresh'
  /** The kind of file system of a fresh one. */
  readonly type: string
  /** The folder `source` is made where it is missing. */
  readonly named: boolean
  /** What is copied is a file, and so the destination has to be one. */
  readonly file: boolean
  /** AT_RECURSIVE where the copy has what is mounted below the source, or 0. */
  readonly recursive: number
  readonly attributes: { readonly set: number; readonly clear: number }
  /** MS_PRIVATE, MS_SLAVE, ...: for a call of mount_setattr each. */
  readonly propagation: readonly number[]
  /** What only the file system understands: "size=64k", "mode=755". */
  readonly data: readonly string[]
  /** What is put into it when it is there: the nodes of a fresh /dev. */
  readonly nodes: readonly Volume[]
  /** To be made read-only when all mounts are there; others are from the beginning. */
  readonly sealed: boolean
  /** In the child, a descriptor of it. */
  readonly tree: Slot
}

const isVolume = ({ type, options }: Mount) =>
  type === 'volume' || options?.some(word => word === 'bind' || word === 'rbind') === true

/** From the first volume on all mounts: later ones may lie in it, and the order of the config is kept. */
export function takenOver(mounts: readonly Mount[]): readonly Mount[] {
  const first = mounts.findIndex(isVolume)
  return first < 0 ? [] : mounts.slice(first)
}

/** Throws an Error of one line where the mount cannot be made. `what` names it: "mounts[1]". */
export function readVolume(c: Container, m: Mount, what: string): Volume {
  const where = `${what} ${m.destination}`
  const destination = resolve('/', m.destination ?? '')
  if (!m.destination?.startsWith('/') || destination === '/')
    throw new Error(`${where}: the destination has to be an absolute path in the container, below /`)
  checkProc(m, where)
  const { flags, changes, propagation, vain } = parseOptions(m.options)
  if (flags & MS_REMOUNT) throw new Error(`${where}: remount: give these options to the volume itself`)
  const common = {
    destination,
    named: false,
    file: false,
    recursive: 0,
    attributes: attributes(changes),
    propagation: propagation.length === 0 ? [MS_PRIVATE] : propagation.map(flag => flag & ~MS_REC),
    data: vain,
    nodes: [],
    sealed: false,
    tree: slot(destination),
  }
  if (!isVolume(m)) return fresh(common, m, where)
  if (vain.length > 0)
    throw new Error(`${where}: ${vain.join(', ')}: no option of a volume, whose file system is there already`)
  const copy = { ...common, kind: 'copy', type: '', recursive: flags & MS_REC ? AT_RECURSIVE : 0 } as const
  return m.type === 'volume' ? named(copy, c, m, where) : bound(copy, c, m, where)
}

/** What runc refuses, too: programs, and runtimes, believe what they read in /proc. */
export function checkProc({ type, destination: path = '' }: Mount, where: string): void {
  const destination = resolve('/', path)
  if (destination !== '/proc' && !destination.startsWith('/proc/')) return
  if (destination === '/proc' && type === 'proc') return
  throw new Error(`${where}: nothing but a proc may be mounted at /proc, and nothing below it; choose another place`)
}

/** For all of a volume. What no word sets is left as the host has it: "rw" does not open what is read-only there. */
function attributes(changes: readonly AttributeChange[]): Volume['attributes'] {
  const set = changes.reduce((all, change) => all | change.set, 0)
  const timed = changes.some(({ clear }) => clear & MOUNT_ATTR__ATIME)
  return { set, clear: timed ? MOUNT_ATTR__ATIME : 0 }
}

type Common = Omit<Volume, 'source' | 'kind' | 'type'>

function fresh(common: Common, { type, source, destination }: Mount, where: string): Volume {
  if (!type) throw new Error(`${where}: give it a type (volume, tmpfs, ...), or bind among the options and a source`)
  const kind = type === 'cgroup' ? 'cgroup2' : type // the OCI's word is older than version 2
  const volume = { ...common, kind: 'fresh', type: kind, source: source ?? kind } as const
  if (kind !== 'tmpfs' || destination !== '/dev') return volume
  const node = { ...common, kind: 'copy', type: '', file: true, attributes: attributes([]), data: [] } as const
  const { set, clear } = common.attributes
  return {
    ...volume,
    attributes: { set: set & ~MOUNT_ATTR_RDONLY, clear },
    nodes: NODES.map(path => ({ ...node, destination: path, source: path, tree: slot(path) })),
    sealed: (set & MOUNT_ATTR_RDONLY) !== 0,
  }
}

function named(copy: Common & { kind: 'copy'; type: '' }, c: Container, { source = '' }: Mount, where: string): Volume {
  checkVolumeName(source, `${where}: `)
  return { ...copy, source: join(c.config.annotations?.[VOLUMES] ?? FOLDER, source), named: true }
}

/** Refuses what is no name of a volume, in one line that begins with `where`. */
export function checkVolumeName(name: string, where = ''): void {
  if (NAME.test(name)) return
  throw new Error(
    `${where}"${name}" is no name of a volume: letters, digits, "_", "." and "-", and a letter or digit first`,
  )
}

/** Makes the folder of a named volume where it is not there yet. As long as it is empty it belongs to the container's root. */
export function makeNamed(c: Container, { named, source }: Volume): void {
  if (!named) return
  mkdirSync(source, { recursive: true })
  if (c.owner && isEmpty(source)) chownSync(source, ...c.owner)
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return false // it is a container's, whose users are not ours
    throw error
  }
}

function bound(copy: Common & { kind: 'copy'; type: '' }, c: Container, m: Mount, where: string): Volume {
  if (!m.source) throw new Error(`${where}: a bind mount needs a source, a path on the host`)
  const source = resolve(c.bundle, m.source)
  const stat = statSync(source, { throwIfNoEntry: false })
  if (!stat) throw new Error(`${where}: its source ${source} is not there on the host; make it, or name another`)
  return { ...copy, source, file: !stat.isDirectory() }
}
