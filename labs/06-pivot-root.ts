// Your lab for chapters/06-pivot-root: 3 holes to fill.
//   npm run lab 06-pivot-root      runs it in the machine and shows what happened
//   npm run check 06-pivot-root    has the kernel judge it

// Chapter 06: a root file system of the container's own, and no way back to the host's.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  AT_FDCWD,
  chdir,
  chroot,
  close,
  fchdir,
  MNT_DETACH,
  MS_BIND,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
  MS_REMOUNT,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
  mount,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  openat,
  pivot_root,
  type Slot,
  type Step,
  slot,
  umount2,
} from '#native'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

const PROPAGATION = { shared: MS_SHARED, slave: MS_SLAVE, private: MS_PRIVATE, unbindable: MS_UNBINDABLE }

const roots = new WeakMap<Container, Slot>()

/** The folder on the host. A path that is not absolute begins at the bundle. */
const rootOf = (c: Container): string | undefined => c.config.root && resolve(c.bundle, c.config.root.path)

/**
 * Before the mounts: the root becomes a mount, and `/` for this child. chroot is no wall, as the lesson shows: our own
 * way out is the descriptor of the host's root. But until then no path and no symbolic link of the image leads outside.
 */
export const enter: Mechanism = {
  name: '06-pivot-root',
  prepare(c) {
    const root = rootOf(c)
    if (root === undefined) return
    if (!c.config.linux?.namespaces?.some(({ type }) => type === 'mount')) {
      throw new Error('root: a root file system needs a mount namespace; add one to linux.namespaces')
    }
    if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
      throw new Error(`root.path ${root}: there is no such folder; unpack an image there`)
    }
  },
  steps(c) {
    const root = rootOf(c)
    if (root === undefined) return []
    const inside = slot('root')
    roots.set(c, inside)
    return [
      // hole 1: pivot_root takes a mount, no mere folder: bind the root onto itself, with what is mounted below it
      hole(1),
      { ...openat(AT_FDCWD, root, O_PATH | O_DIRECTORY | O_CLOEXEC), save: inside },
      fchdir(inside),
      chroot('.'),
    ]
  },
}

/** After the mounts: the host's tree goes. */
export const leave: Mechanism = {
  name: '06-pivot-root',
  steps(c) {
    const inside = roots.get(c)
    if (inside === undefined || c.host === undefined) return []
    const { root, linux } = c.config
    const back: Step[] = [fchdir(c.host), chroot('.'), fchdir(inside)] // pivot_root is for the root of the namespace
    const swap: Step[] = [
      // hole 2: swap the roots, "." for new and old. The host's tree then lies on top of ours: take it away, lazily
      //   (MNT_DETACH), and go to "/"
      hole(2),
    ]
    const finish: Step[] = [close(inside), close(c.host)]
    // hole 3: where the config says root.readonly, a step (MS_REMOUNT, MS_BIND, MS_RDONLY); where it says
    //   linux.rootfsPropagation, another with its flag (PROPAGATION) and MS_REC
    hole(3)
    return [...back, ...swap, ...finish]
  },
}
