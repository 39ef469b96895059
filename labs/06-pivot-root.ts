// Your lab for chapters/06-pivot-root: 4 holes to fill.
//   npm run lab 06-pivot-root      runs it in the machine and shows what happened
//   npm run check 06-pivot-root    has the kernel judge it

// Chapter 06: a root file system of the container's own, and no way back to the host's.
import { existsSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { created } from '#mechanisms/02-ipc'
import {
  AT_FDCWD,
  chroot,
  close,
  fchdir,
  MNT_DETACH,
  MOUNT_ATTR_RDONLY,
  MS_BIND,
  MS_PRIVATE,
  MS_REC,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
  mount,
  mount_setattr,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  openat,
  pivot_root,
  type Step,
  slot,
  umount2,
} from '#native'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

const PROPAGATION = { shared: MS_SHARED, slave: MS_SLAVE, private: MS_PRIVATE, unbindable: MS_UNBINDABLE }

/** In the child, a descriptor of the container's root. */
const inside = slot('root')

/** The folder on the host. A path that is not absolute begins at the bundle. */
const rootOf = (c: Container): string | undefined => c.config.root && resolve(c.bundle, c.config.root.path)

function checkRoot(c: Container): void {
  const root = rootOf(c)
  if (root === undefined) return
  if (!created(c, 'mount')) {
    throw new Error('root: it needs a new mount namespace; add one to linux.namespaces, without a path')
  }
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw new Error(`root.path ${root}: there is no such folder; unpack an image there`)
  }
  if (realpathSync(root) === '/') {
    throw new Error(`root.path ${root}: this is the host's own root; name the folder of an image`)
  }
  const word = c.config.linux?.rootfsPropagation
  const words = Object.keys(PROPAGATION)
  if (word !== undefined && !words.includes(word)) {
    throw new Error(`linux.rootfsPropagation "${word}": it is one of ${words.join(', ')}`)
  }
}

/**
 * Before the mounts: the root becomes a mount, and `/` for this child. The paths of the config begin in it then, and
 * `..` and the symbolic links of the image stay in it. It is no wall yet: leave() goes out by a descriptor.
 */
export const enter: Mechanism = {
  name: '06-pivot-root',
  prepare: checkRoot,
  steps(c) {
    const root = rootOf(c)
    if (root === undefined) return []
    return [
      // hole 1: pivot_root takes a mount and no mere folder: a step that binds the root onto itself, with all that is
      //   mounted below it
      hole(1),
      { ...openat(AT_FDCWD, root, O_PATH | O_DIRECTORY | O_CLOEXEC), save: inside },
      fchdir(inside),
      chroot('.'),
    ]
  },
}

/** After the mounts: the container's root becomes that of the namespace, and the host's tree goes. */
export const leave: Mechanism = {
  name: '06-pivot-root',
  steps(c) {
    if (!c.config.root || c.host === undefined) return []
    const steps: Step[] = [
      // hole 2: out of the chroot, since pivot_root swaps the root of the process that calls it: go to the host's root
      //   (c.host is a descriptor of it), make that `/`, and go to the container's root (inside)
      hole(2),
      // hole 3: swap the two, "." for the new root and for the old. The host's tree then lies on top of ours, at ".":
      //   take it away, lazily (MNT_DETACH). Close both descriptors
      hole(3),
    ]
    const { root, linux } = c.config
    // hole 4: where the config says root.readonly, push a step that makes the mount at "/" read-only, and no other
    //   (mount_setattr); where it says linux.rootfsPropagation, one that gives it that propagation (mount, PROPAGATION)
    hole(4)
    return steps
  },
}
