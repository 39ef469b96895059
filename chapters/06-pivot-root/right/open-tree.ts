// right: the root is a copy by open_tree, laid onto itself by move_mount; it is changed through that one descriptor
import { existsSync, lstatSync, realpathSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'
import { created } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  chroot,
  close,
  fchdir,
  MNT_DETACH,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_PRIVATE,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
  mount_setattr,
  move_mount,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  open_tree,
  pivot_root,
  type Slot,
  slot,
  umount2,
} from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const trees = new WeakMap<Container, Slot>()

function pathOf(c: Container): string {
  const path = c.config.root?.path ?? ''
  return normalize(isAbsolute(path) ? path : join(c.bundle, path))
}

function kindOf(c: Container): number {
  switch (c.config.linux?.rootfsPropagation) {
    case undefined:
      return 0
    case 'shared':
      return MS_SHARED
    case 'slave':
      return MS_SLAVE
    case 'private':
      return MS_PRIVATE
    case 'unbindable':
      return MS_UNBINDABLE
    default:
      throw new Error('linux.rootfsPropagation: shared, slave, private or unbindable')
  }
}

export const enter: Mechanism = {
  name: '06-pivot-root',
  prepare(c) {
    if (c.config.root === undefined) return
    const path = pathOf(c)
    if (!created(c, 'mount')) throw new Error('root: give the container a new mount namespace')
    if (!existsSync(path)) throw new Error(`root.path ${path}: is missing`)
    const real = realpathSync(path)
    if (real === '/') throw new Error(`root.path ${path}: is the root of the host`)
    if (!lstatSync(real).isDirectory()) throw new Error(`root.path ${path}: is no folder`)
    kindOf(c)
  },
  steps(c) {
    if (c.config.root === undefined) return []
    const tree = slot('tree')
    trees.set(c, tree)
    const path = pathOf(c)
    return [
      { ...open_tree(AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE), save: tree },
      move_mount(tree, '', AT_FDCWD, path, MOVE_MOUNT_F_EMPTY_PATH),
      fchdir(tree),
      chroot('.'),
    ]
  },
}

export const leave: Mechanism = {
  name: '06-pivot-root',
  steps(c) {
    const tree = trees.get(c)
    if (!tree || !c.host) return []
    const change = { set: c.config.root?.readonly ? MOUNT_ATTR_RDONLY : 0, propagation: kindOf(c) }
    return [
      fchdir(c.host),
      close(c.host),
      chroot('.'),
      fchdir(tree),
      pivot_root('.', '.'),
      umount2('.', MNT_DETACH),
      mount_setattr(tree, '', AT_EMPTY_PATH, change),
      close(tree),
    ]
  },
}
