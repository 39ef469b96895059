// The mounts of a config, read and found possible before there is a child.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { MS_BIND, MS_RDONLY, MS_REMOUNT, type Slot, slot } from '#native'
import type { Container, Mount } from '../container.ts'
import { NODES } from './dev.ts'
import { type MountOptions, parseOptions } from './options.ts'

/** A mount to be made, with its options as the kernel takes them. */
export interface Planned extends MountOptions {
  /** An absolute path in the container. */
  readonly destination: string
  /** Of a bind mount an absolute path on the host; of any other what its file system is told. */
  readonly source: string
  /** A kind of file system. Says nothing of a bind mount. */
  readonly type: string
  /** A bind mount, which begins as a copy of a mount of the host: the slot of that copy. */
  readonly copy?: Slot
  /** The source is a file, and so the destination has to be one. */
  readonly file: boolean
  /** What comes into it when it is there: the nodes of a fresh /dev. */
  readonly nodes: readonly Bound[]
  /** To be made read-only when all mounts are there; others are from the beginning. */
  readonly sealed: boolean
}

export interface Bound extends Planned {
  readonly copy: Slot
}

export const isBound = (m: Planned): m is Bound => m.copy !== undefined

const plans = new WeakMap<Container, readonly Planned[]>()

/** The mounts of the config in its order. Throws an Error of one line where one of them cannot be made. */
export function planned(c: Container): readonly Planned[] {
  const plan = plans.get(c) ?? read(c)
  plans.set(c, plan)
  return plan
}

function read(c: Container): Planned[] {
  const { linux } = c.config
  const mounts = (c.config.mounts ?? []).filter(m => !c.volumes?.includes(m)) // what chapter 10 has not taken over
  if (mounts.length === 0) return []
  const namespace = linux?.namespaces?.find(({ type }) => type === 'mount')
  if (!namespace) {
    throw new Error("mounts: without a mount namespace these would be the host's; add one to linux.namespaces")
  }
  if (namespace.path) {
    throw new Error(
      `mounts: they would be made in ${namespace.path}, for all who use it; leave out the path, or the mounts`,
    )
  }
  return mounts.map((m, i) => plan(c, m, `mounts[${i}] ${m.destination}`))
}

function plan(c: Container, { destination: path, type, source, options }: Mount, what: string): Planned {
  if (!path) throw new Error(`${what}: a mount needs a destination, an absolute path in the container`)
  const destination = resolve('/', path)
  const parsed = parseOptions(options)
  const common = { ...parsed, destination, file: false, nodes: [], sealed: false }
  if ((parsed.flags & (MS_BIND | MS_REMOUNT)) === MS_BIND) {
    if (!source) throw new Error(`${what}: a bind mount needs a source, a path on the host`)
    if (parsed.vain.length > 0) {
      throw new Error(
        `${what}: ${parsed.vain.join(', ')}: no option of a bind mount, whose file system is there already`,
      )
    }
    return bind(common, resolve(c.bundle, source), what)
  }
  if (type === 'bind') throw new Error(`${what}: the type "bind" says nothing; put bind or rbind among the options`)
  if (!type && !(parsed.flags & MS_REMOUNT)) {
    throw new Error(`${what}: give it a type (proc, tmpfs, ...), or bind among the options and a source`)
  }
  const kind = type === 'cgroup' ? 'cgroup2' : (type ?? 'none') // the OCI's word is older than version 2
  const fresh = { ...common, source: source ?? kind, type: kind }
  if (kind !== 'tmpfs' || destination !== '/dev') return fresh
  const nodes = NODES.map(node => bind({ ...common, ...parseOptions(['bind']), destination: node }, node, what))
  return { ...fresh, nodes, flags: parsed.flags & ~MS_RDONLY, sealed: (parsed.flags & MS_RDONLY) !== 0 }
}

function bind(common: Omit<Planned, 'source' | 'type'>, source: string, what: string): Bound {
  const stat = statSync(source, { throwIfNoEntry: false })
  if (!stat) throw new Error(`${what}: its source ${source} is not there on the host; make it, or name another`)
  return { ...common, source, type: 'none', file: !stat.isDirectory(), copy: slot(source) }
}
