// Chapter 05: a mount table of the container's own, and what every program expects to find mounted.
import { dirname } from 'node:path'
import { created, entered } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  MS_REC,
  MS_SHARED,
  MS_SLAVE,
  mkdirat,
  mknodat,
  mount,
  mount_setattr,
  move_mount,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  open_tree,
  openat,
  openat2,
  RESOLVE_NO_MAGICLINKS,
  S_IFREG,
  type Step,
  slot,
} from '#native'
import { linkDevices } from '../chapters/05-mount/dev.ts'
import { type Bound, isBound, type Planned, planned } from '../chapters/05-mount/plan.ts'
import type { Container, Mechanism } from '../chapters/container.ts'

// region propagation
/** First of all: the container's own table, from which nothing that is mounted goes out. */
export const propagation: Mechanism = {
  name: '05-mount',
  flags: c => created(c, 'mount'),
  prepare: c => void planned(c), // throws where a mount of the config cannot be made
  steps(c) {
    if (!created(c, 'mount')) return entered(c, 'mount')
    c.host = slot('host')
    return [
      ...copies(c, inTouch),
      // hole 1: a new table is a copy, and its mounts are still in touch with those that they are copies of: make all
      //   of them private, from "/" down. mount(source, target, type, flags); no source and no type are null
      mount(null, '/', null, MS_REC | MS_PRIVATE),
      // end
      ...copies(c, m => !inTouch(m)),
      { ...openat(AT_FDCWD, '/', O_PATH | O_DIRECTORY | O_CLOEXEC), save: c.host }, // for chapters to come
    ]
  },
}
// end region

// region copies
/** Shall mounts of the host, made later, arrive in it, or those of the container on the host? */
const inTouch = (m: Planned): boolean => m.propagation.some(flag => (flag & (MS_SHARED | MS_SLAVE)) !== 0)

/**
 * What is bound from the host is taken before anything lies over it, and what shall stay in touch before all is private.
 * A copy stands nowhere, until it is attached.
 */
const copies = (c: Container, which: (m: Planned) => boolean): Step[] =>
  planned(c)
    .flatMap(m => [m, ...m.nodes])
    .filter(isBound)
    .filter(which)
    .map(({ copy, source, flags }) => {
      const whole = flags & MS_REC ? AT_RECURSIVE : 0
      return { ...open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | whole), save: copy }
    })
// end region

// region fresh
/** A file system made for this container: proc, sysfs, tmpfs, ... */
function fresh({ source, destination, type, flags, data }: Planned): Step {
  // hole 2: the step that mounts it: mount(source, target, type, flags, data)
  return mount(source, destination, type, flags, data)
  // end
}
// end region

// region bound
/** The copy of a mount of the host, attached. */
function bound({ copy, destination, changes }: Bound): Step[] {
  // hole 3: first what is to be different from the host's mount, while nobody sees the copy: for each of `changes`, which
  //   are { recursive, set, clear }, a step mount_setattr(copy, '', AT_EMPTY_PATH | recursive, { set, clear }). Then
  //   move_mount: from `copy` and '' to AT_FDCWD and the destination, with MOVE_MOUNT_F_EMPTY_PATH
  return [
    ...changes.map(({ recursive, set, clear }) => mount_setattr(copy, '', AT_EMPTY_PATH | recursive, { set, clear })),
    move_mount(copy, '', AT_FDCWD, destination, MOVE_MOUNT_F_EMPTY_PATH),
  ]
  // end
}
// end region

// region mechanism
/** Then the furniture, when the container's root is in place. */
export const mechanism: Mechanism = {
  name: '05-mount',
  steps: c => [
    ...planned(c).flatMap(m => [...honest(c, m.destination), ...mounted(m)]),
    ...planned(c)
      .filter(m => m.sealed)
      .map(m => mount_setattr(AT_FDCWD, m.destination, 0, { set: MOUNT_ATTR_RDONLY })),
  ],
}

function mounted(m: Planned): Step[] {
  const steps = m.file ? file(m.destination) : directories(m.destination)
  steps.push(...(isBound(m) ? bound(m) : [fresh(m)]))
  steps.push(...m.propagation.map(flag => mount(null, m.destination, null, flag)))
  if (m.nodes.length === 0) return steps
  // hole 4: a fresh /dev is empty. For each of m.nodes: an empty file to lie on, emptyFile(path), and the steps that
  //   attach the node of the host to it, which hole 3 has
  steps.push(...m.nodes.flatMap(node => [emptyFile(node.destination), ...bound(node)]))
  // end
  return [...steps, ...linkDevices()]
}
// end region

/**
 * An image is somebody else's work. A step that fails (ELOOP) where a magic link of /proc is part of the way: those jump
 * to whatever is open in this child, which in a chroot can be the host's. openat2(2)
 */
function honest(c: Container, path: string): Step[] {
  if (!c.config.root) return []
  const how = { flags: O_PATH | O_CLOEXEC, resolve: RESOLVE_NO_MAGICLINKS }
  return [{ ...openat2(AT_FDCWD, path, how), allow: ['ENOENT', 'ENOTDIR'] }]
}

/** Steps that make a folder and those above it, where they are missing. */
function directories(path: string): Step[] {
  const names = path.split('/').filter(Boolean)
  return names.map((_, i) => ({
    ...mkdirat(AT_FDCWD, `/${names.slice(0, i + 1).join('/')}`, 0o755),
    allow: ['EEXIST', 'EROFS'],
  }))
}

const emptyFile = (path: string): Step => ({
  ...mknodat(AT_FDCWD, path, S_IFREG | 0o644, 0),
  allow: ['EEXIST', 'EROFS'],
})

const file = (path: string): Step[] => [...directories(dirname(path)), emptyFile(path)]
