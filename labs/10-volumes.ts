// Your lab for chapters/10-volumes: 4 holes to fill.
//   npm run lab 10-volumes      runs it in the machine and shows what happened
//   npm run check 10-volumes    has the kernel judge it

// Chapter 10: volumes. What of the host, and how much of it, is seen in the container, from the start or later.
import { closeSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { created } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  CLONE_NEWNS,
  close,
  F_DUPFD_CLOEXEC,
  fchdir,
  fcntl,
  MNT_DETACH,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_T_EMPTY_PATH,
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
  RESOLVE_IN_ROOT,
  RESOLVE_NO_SYMLINKS,
  run,
  type Slot,
  type Step,
  StepError,
  setns,
  slot,
  UMOUNT_NOFOLLOW,
  umount2,
} from '#native'
import { linkDevices } from '../chapters/05-mount/dev.ts'
import { fresh } from '../chapters/10-volumes/fresh.ts'
import { helped } from '../chapters/10-volumes/helper.ts'
import { openTarget } from '../chapters/10-volumes/target.ts'
import { checkProc, makeNamed, readVolume, takenOver, type Volume } from '../chapters/10-volumes/volume.ts'
import type { Container, Mechanism, Mount } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

const volumesOf = new WeakMap<Container, readonly Volume[]>()

/** First: what is copied from the host, while this child still has the host's mounts before it, in touch with the host's. */
export const sources: Mechanism = {
  name: '10-volumes',
  prepare(c) {
    const { mounts = [] } = c.config
    const taken = takenOver(mounts)
    if (taken.length > 0 && !created(c, 'mount')) {
      throw new Error('mounts: volumes need a new mount namespace; add one to linux.namespaces, without a path')
    }
    const what = (m: Mount) => `mounts[${mounts.indexOf(m)}]`
    for (const m of mounts) checkProc(m, `${what(m)} ${m.destination}`)
    const volumes = taken.map(m => readVolume(c, m, what(m)))
    for (const v of volumes) makeNamed(c, v)
    c.volumes = taken
    volumesOf.set(c, volumes)
  },
  steps: c =>
    (volumesOf.get(c) ?? [])
      .flatMap(v => [v, ...v.nodes])
      .filter(v => v.kind === 'copy')
      .map(copied),
}

/** A copy of the mount at `source`, which stands nowhere yet: it is a descriptor, and no more. */
const copied = ({ source, recursive, tree }: Volume): Step => ({
  ...open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive),
  save: tree,
})

/** What is to be different from the host's mount, in all of the volume. */
const changed = ({ tree, attributes: { set, clear }, propagation }: Volume): Step[] => {
  // hole 1: for each of `propagation` a step mount_setattr(tree, '', flags, { set, clear, propagation }). The flags: the
  //   path is empty, since the descriptor itself is meant; and what is mounted below it is meant as well
  return hole(1)
}

/** The volume at its place. `root` is a descriptor of the container's root. */
function attached(root: Slot, { tree, destination, file }: Volume): Step[] {
  const target = slot('target')
  return [
    ...openTarget(root, destination, file, target),
    // hole 2: move the tree to the target: move_mount takes a descriptor and a path for each. Both paths are empty, which
    //   wants a flag for the "from" (F) and one for the "to" (T)
    hole(2),
    close(target),
  ]
}

/** Then the places, when the container's root is `/`. */
export const mechanism: Mechanism = {
  name: '10-volumes',
  steps(c) {
    const volumes = volumesOf.get(c) ?? []
    if (volumes.length === 0) return []
    const root = slot('root')
    return [
      openRoot(root),
      ...volumes.flatMap(v => placed(root, v)),
      ...volumes.filter(v => v.sealed).flatMap(({ tree }) => [sealed(tree), close(tree)]),
      close(root),
    ]
  },
  connect(c, child) {
    c.pidfd = run(fcntl(child.pidfd, F_DUPFD_CLOEXEC, 3)) // the child's own is closed when it has been waited for
  },
  release(c) {
    if (c.pidfd !== undefined) closeSync(c.pidfd)
    delete c.pidfd
  },
}

const openRoot = (root: Slot): Step => ({ ...openat(AT_FDCWD, '/', O_PATH | O_DIRECTORY | O_CLOEXEC), save: root })

const sealed = (tree: Slot): Step => mount_setattr(tree, '', AT_EMPTY_PATH, { set: MOUNT_ATTR_RDONLY })

function placed(root: Slot, v: Volume): Step[] {
  const made = v.kind === 'fresh' ? fresh(v) : [] // copies have been made before
  const inside = v.nodes.length === 0 ? [] : [...v.nodes.flatMap(node => placed(root, node)), ...linkDevices()]
  return [...made, ...changed(v), ...attached(root, v), ...inside, ...(v.sealed ? [] : [close(v.tree)])]
}

/** Adds a volume to a running container. */
export async function addVolume(c: Container, m: Mount): Promise<void> {
  const pidfd = running(c, 'addVolume')
  const v = readVolume(c, m, 'addVolume:')
  if (v.kind === 'fresh' && v.type !== 'tmpfs') throw new Error(`addVolume: ${v.type} is made when a container starts`)
  makeNamed(c, v)
  const root = slot('root')
  await helped(pidfd, [
    // hole 3: the steps of a helper. It takes the volume, copied(v) or fresh(v), with what is changed of it, while it still
    //   has the host's mounts before it; then it enters the container's mount namespace: setns(pidfd, CLONE_NEWNS).
    //   There it goes on as in a start: openRoot, attached
    hole(3),
  ])
}

/** Removes a volume from a running container. One in use stays, unless `detach` takes it away from those who use it. */
export async function removeVolume(c: Container, destination: string, { detach = false } = {}): Promise<void> {
  const pidfd = running(c, 'removeVolume')
  checkProc({ destination }, `removeVolume: ${destination}`)
  const path = resolve('/', destination)
  const [root, folder] = [slot('root'), slot('folder')]
  const how = { flags: O_PATH | O_DIRECTORY | O_CLOEXEC, resolve: RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS }
  const removing = helped(pidfd, [
    setns(pidfd, CLONE_NEWNS),
    openRoot(root),
    { ...openat2(root, dirname(path), how), save: folder },
    fchdir(folder),
    // hole 4: unmount the last name of the path, basename(path), in the working directory: umount2 with the flag that
    //   follows no symbolic link; and with MNT_DETACH where `detach` asks for it
    hole(4),
  ])
  await removing.catch(error => {
    if (!(error instanceof StepError) || error.errno !== 'EBUSY') throw error
    throw new Error(`removeVolume: ${destination}: EBUSY: somebody uses it, or something is mounted below; it stays`)
  })
}

function running(c: Container, what: string): number {
  if (c.pidfd === undefined) throw new Error(`${what}: the container does not run`)
  if (!created(c, 'mount')) throw new Error(`${what}: the container has no mount namespace of its own`)
  return c.pidfd
}
