// wrong: the helper of addVolume() enters the container first, and then looks for the source there
// first: added
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  CLONE_NEWNS,
  exit_group,
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_T_EMPTY_PATH,
  mount_setattr,
  move_mount,
  O_CLOEXEC,
  O_PATH,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
  open_tree,
  openat,
  setns,
  slot,
  spawn,
} from '#native'
import { openTarget } from '../../../chapters/10-volumes/target.ts'
import { readVolume } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mount } from '../../../chapters/container.ts'

export * from '../../../solutions/10-volumes.ts'

export async function addVolume(c: Container, m: Mount): Promise<void> {
  const { source, destination, file, tree, attributes } = readVolume(c, m, 'addVolume:')
  const [root, target] = [slot('root'), slot('target')]
  const helper = spawn(
    [
      setns(c.pidfd ?? -1, CLONE_NEWNS),
      { ...openat(AT_FDCWD, '/', O_PATH | O_CLOEXEC), save: root },
      { ...open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE), save: tree },
      mount_setattr(tree, '', AT_EMPTY_PATH | AT_RECURSIVE, attributes),
      ...openTarget(root, destination, file, target),
      move_mount(tree, '', target, '', MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH),
      exit_group(0),
    ],
    { mode: 'fork' },
  )
  await helper.wait()
}
