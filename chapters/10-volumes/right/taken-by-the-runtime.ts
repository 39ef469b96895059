// right: what is added to a running container, the runtime itself copies, and the helper inherits the descriptor
import { closeSync } from 'node:fs'
import { created } from '#mechanisms/02-ipc'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  CLONE_NEWNS,
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
  run,
  setns,
  slot,
} from '#native'
import { fresh } from '../../../chapters/10-volumes/fresh.ts'
import { helped } from '../../../chapters/10-volumes/helper.ts'
import { openTarget } from '../../../chapters/10-volumes/target.ts'
import { makeNamed, readVolume, type Volume } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mount } from '../../../chapters/container.ts'

export { mechanism, removeVolume, sources } from '../../../solutions/10-volumes.ts'

/** A detached mount that is as the volume shall be; nobody else sees it yet. */
function take({ source, recursive, attributes, propagation }: Volume): number {
  const tree = run(open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive))
  try {
    for (const kind of propagation)
      run(mount_setattr(tree, '', AT_RECURSIVE | AT_EMPTY_PATH, { ...attributes, propagation: kind }))
    return tree
  } catch (error) {
    closeSync(tree)
    throw error
  }
}

export async function addVolume(c: Container, m: Mount): Promise<void> {
  const { pidfd } = c
  if (pidfd === undefined || !created(c, 'mount')) throw new Error('addVolume: not to this container')
  const v = readVolume(c, m, 'addVolume:')
  if (v.kind === 'fresh' && v.type !== 'tmpfs') throw new Error(`addVolume: no ${v.type}`)
  makeNamed(c, v)
  const [root, target] = [slot('root'), slot('target')]
  const tree = v.kind === 'copy' ? take(v) : v.tree
  const { attributes, propagation } = v
  const before =
    v.kind === 'copy'
      ? []
      : [
          ...fresh(v),
          ...propagation.map(kind =>
            mount_setattr(tree, '', AT_RECURSIVE | AT_EMPTY_PATH, { ...attributes, propagation: kind }),
          ),
        ]
  try {
    await helped(pidfd, [
      ...before,
      setns(pidfd, CLONE_NEWNS),
      { ...openat(AT_FDCWD, '/', O_PATH | O_DIRECTORY | O_CLOEXEC), save: root },
      ...openTarget(root, v.destination, v.file, target),
      move_mount(tree, '', target, '', MOVE_MOUNT_T_EMPTY_PATH | MOVE_MOUNT_F_EMPTY_PATH),
    ])
  } finally {
    if (typeof tree === 'number') closeSync(tree)
  }
}
