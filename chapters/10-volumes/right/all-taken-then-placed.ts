// right: all file systems are made and changed before the first is placed; a class has the steps of a volume
import { basename, dirname, resolve } from 'node:path'
import { created } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  CLONE_NEWNS,
  close,
  fchdir,
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
  type Slot,
  type Step,
  setns,
  slot,
  UMOUNT_NOFOLLOW,
  umount2,
} from '#native'
import { linkDevices } from '../../../chapters/05-mount/dev.ts'
import { fresh } from '../../../chapters/10-volumes/fresh.ts'
import { helped } from '../../../chapters/10-volumes/helper.ts'
import { openTarget } from '../../../chapters/10-volumes/target.ts'
import { checkProc, makeNamed, readVolume, takenOver, type Volume } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mechanism, Mount } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/10-volumes.ts'

class Tree {
  readonly v: Volume
  readonly nodes: readonly Tree[]

  constructor(v: Volume) {
    this.v = v
    this.nodes = v.nodes.map(node => new Tree(node))
  }

  get all(): Tree[] {
    return [this, ...this.nodes]
  }

  copied(): Step[] {
    const { kind, source, recursive, tree } = this.v
    if (kind === 'fresh') return []
    return [{ ...open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive), save: tree }]
  }

  changed(): Step[] {
    const { tree, attributes, propagation } = this.v
    return propagation.map(each =>
      mount_setattr(tree, '', AT_RECURSIVE | AT_EMPTY_PATH, { ...attributes, propagation: each }),
    )
  }

  made(): Step[] {
    return [...(this.v.kind === 'fresh' ? fresh(this.v) : this.copied()), ...this.changed()]
  }

  placed(root: Slot): Step[] {
    const { tree, destination, file } = this.v
    const target = slot(destination)
    const step = move_mount(tree, '', target, '', MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH)
    const inside = this.nodes.flatMap(node => node.placed(root))
    return [...openTarget(root, destination, file, target), step, close(target), ...inside].concat(
      inside.length > 0 ? linkDevices() : [],
    )
  }

  ended(): Step[] {
    const { sealed, tree } = this.v
    const seal = sealed ? [mount_setattr(tree, '', AT_EMPTY_PATH, { set: MOUNT_ATTR_RDONLY })] : []
    return [...seal, ...this.all.map(({ v }) => close(v.tree))]
  }
}

const trees = new WeakMap<Container, readonly Tree[]>()

const root = slot('root of the container')
const rootOpened: Step = { ...openat(AT_FDCWD, '/', O_CLOEXEC | O_DIRECTORY | O_PATH), save: root }

export const sources: Mechanism = {
  name: '10-volumes',
  prepare(c) {
    const { mounts = [] } = c.config
    for (const [i, m] of mounts.entries()) checkProc(m, `mounts[${i}] ${m.destination}`)
    const taken = takenOver(mounts)
    c.volumes = taken
    if (taken.length === 0) return
    if (!created(c, 'mount')) throw new Error('mounts: a volume, and no new mount namespace')
    const volumes = taken.map(m => readVolume(c, m, `mounts[${mounts.indexOf(m)}]`))
    for (const volume of volumes) makeNamed(c, volume)
    trees.set(
      c,
      volumes.map(volume => new Tree(volume)),
    )
  },
  steps: c => (trees.get(c) ?? []).flatMap(tree => tree.all).flatMap(tree => tree.copied()),
}

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const all = trees.get(c) ?? []
    if (all.length === 0) return []
    const made = all.flatMap(tree => [
      ...(tree.v.kind === 'fresh' ? fresh(tree.v) : []),
      ...tree.all.flatMap(t => t.changed()),
    ])
    return [
      ...made,
      rootOpened,
      ...all.flatMap(tree => tree.placed(root)),
      ...all.flatMap(tree => tree.ended()),
      close(root),
    ]
  },
}

export async function addVolume(c: Container, m: Mount): Promise<void> {
  const pidfd = pidfdOf(c)
  const volume = readVolume(c, m, 'addVolume:')
  if (volume.kind === 'fresh' && volume.type !== 'tmpfs') throw new Error(`addVolume: ${volume.type}: too late`)
  makeNamed(c, volume)
  const tree = new Tree(volume)
  await helped(pidfd, [...tree.made(), setns(pidfd, CLONE_NEWNS), rootOpened, ...tree.placed(root)])
}

export function removeVolume(c: Container, destination: string, { detach }: { detach?: boolean } = {}) {
  const pidfd = pidfdOf(c)
  checkProc({ destination }, `removeVolume: ${destination}`)
  const path = resolve('/', destination)
  const parent = slot('parent')
  const resolving = RESOLVE_NO_SYMLINKS | RESOLVE_IN_ROOT
  const steps = [
    setns(pidfd, CLONE_NEWNS),
    rootOpened,
    { ...openat2(root, dirname(path), { flags: O_PATH | O_DIRECTORY | O_CLOEXEC, resolve: resolving }), save: parent },
    fchdir(parent),
    umount2(basename(path), detach === true ? UMOUNT_NOFOLLOW | MNT_DETACH : UMOUNT_NOFOLLOW),
  ]
  return helped(pidfd, steps).catch((error: Error & { errno?: string }) => {
    throw error.errno === 'EBUSY' ? new Error(`removeVolume: ${destination}: EBUSY`) : error
  })
}

function pidfdOf(c: Container): number {
  if (c.pidfd === undefined || created(c, 'mount') === 0) throw new Error(`${c.id}: no volumes for this one`)
  return c.pidfd
}
