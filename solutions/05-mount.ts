// Chapter 05: a mount table of the container's own, and what every program expects to find mounted.
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { created, entered } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_BIND,
  MS_PRIVATE,
  MS_REC,
  MS_REMOUNT,
  mkdirat,
  mknodat,
  mount,
  move_mount,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  open_tree,
  openat,
  openat2,
  RESOLVE_IN_ROOT,
  S_IFREG,
  type Slot,
  type Step,
  slot,
} from '#native'
import { linkDevices, NODES } from '../chapters/05-mount/dev.ts'
import { parseOptions } from '../chapters/05-mount/options.ts'
import type { Container, Mechanism, Mount } from '../chapters/container.ts'

// region propagation
/** First of all: the container's own table, from which nothing that is mounted goes out. */
export const propagation: Mechanism = {
  name: '05-mount',
  flags: c => created(c, 'mount'),
  prepare(c) {
    const { mounts = [], linux } = c.config
    if (mounts.length > 0 && !linux?.namespaces?.some(({ type }) => type === 'mount')) {
      throw new Error(`mounts: without a mount namespace these would be the host's; add one to linux.namespaces`)
    }
  },
  steps(c) {
    const steps = entered(c, 'mount')
    if (!created(c, 'mount')) return steps
    c.host = slot('host')
    return [
      // hole 1: a new table is a copy, and its mounts are still in touch with those they are copies of: make all of
      //   them private, from "/" down
      mount(null, '/', null, MS_REC | MS_PRIVATE),
      // end
      { ...openat(AT_FDCWD, '/', O_PATH | O_DIRECTORY | O_CLOEXEC), save: c.host }, // for what is bound from the host
    ]
  },
}
// end region

// region fresh
/** A file system made for this container: proc, sysfs, tmpfs, ... */
function fresh({ source, destination, type }: Mount, flags: number, data: string): Step {
  const kind = type === 'cgroup' ? 'cgroup2' : (type ?? 'none')
  // hole 2: the step that mounts it: mount(source, target, type, flags, data). Where the config names no source,
  //   the type stands for it
  return mount(source ?? kind, destination, kind, flags, data)
  // end
}
// end region

// region bound
/** A folder or file of the host at another place. */
function bound(c: Container, source: string, destination: string, flags: number): Step[] {
  const [file, tree] = [slot('source'), slot('tree')]
  const copy = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | (flags & MS_REC ? AT_RECURSIVE : 0)
  const changed = flags & ~(MS_BIND | MS_REC)
  return [
    ...place(source, destination),
    { ...openat2(c.host as Slot, source, { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_IN_ROOT }), save: file },
    { ...open_tree(file, '', copy), save: tree },
    move_mount(tree, '', AT_FDCWD, destination, MOVE_MOUNT_F_EMPTY_PATH),
    // hole 3: the kernel takes the flags of a bind mount only in a second call. Where `changed` is not 0: a step that
    //   sets them, mount with no source and no type, and MS_REMOUNT and MS_BIND beside them
    ...(changed === 0 ? [] : [mount(null, destination, null, MS_REMOUNT | MS_BIND | changed)]),
    // end
  ]
}
// end region

// region mechanism
/** Then the furniture, when the container's root is in place. */
export const mechanism: Mechanism = {
  name: '05-mount',
  steps: c => (c.config.mounts ?? []).flatMap(m => mounted(c, m)),
}

function mounted(c: Container, m: Mount): Step[] {
  const { flags, propagation, data } = parseOptions(m.options)
  const steps =
    flags & MS_BIND
      ? [...bound(c, m.source ?? '', m.destination, flags)]
      : [...directories(m.destination), fresh(m, flags, data)]
  // hole 4: a step for each of `propagation`: a call of mount with no source, no type, and that flag
  steps.push(...propagation.map(flag => mount(null, m.destination, null, flag)))
  // end
  if (m.type !== 'tmpfs' || m.destination !== '/dev') return steps
  return [...steps, ...NODES.flatMap(node => bound(c, node, node, MS_BIND)), ...linkDevices()]
}
// end region

/** Steps that make what a mount of `source` can lie on: a folder, or for a file an empty one. */
function place(source: string, destination: string): Step[] {
  if (statSync(source).isDirectory()) return directories(destination)
  const empty = { ...mknodat(AT_FDCWD, destination, S_IFREG | 0o644, 0), allow: ['EEXIST', 'EROFS'] }
  return [...directories(dirname(destination)), empty]
}

/** Steps that make a folder and those above it, where they are missing. */
function directories(path: string): Step[] {
  const names = path.split('/').filter(Boolean)
  return names.map((_, i) => ({
    ...mkdirat(AT_FDCWD, `/${names.slice(0, i + 1).join('/')}`, 0o755),
    allow: ['EEXIST', 'EROFS'],
  }))
}
