// wrong: the runtime makes the proc file system, which shows the namespace of its maker, and the child attaches it
// first: proc
import { closeSync } from 'node:fs'
import {
  AT_FDCWD,
  FSCONFIG_CMD_CREATE,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
  fsconfig,
  fsmount,
  fsopen,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOVE_MOUNT_F_EMPTY_PATH,
  move_mount,
  run,
} from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/05-mount.ts'

export { propagation } from '../../../solutions/05-mount.ts'

const GUARDED = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC
const made = new WeakMap<Container, number>()

export const mechanism: Mechanism = {
  ...right,
  prepare(c) {
    if (!c.config.mounts?.some(({ type }) => type === 'proc')) return
    const fs = run(fsopen('proc', FSOPEN_CLOEXEC))
    run(fsconfig(fs, FSCONFIG_CMD_CREATE, null, null))
    made.set(c, run(fsmount(fs, FSMOUNT_CLOEXEC, GUARDED)))
    closeSync(fs)
  },
  steps(c) {
    const proc = made.get(c)
    return right
      .steps(c)
      .map(step =>
        proc !== undefined && step.call === 'mount' && step.args[2]?.text === '"proc"'
          ? move_mount(proc, '', AT_FDCWD, '/proc', MOVE_MOUNT_F_EMPTY_PATH)
          : step,
      )
  },
  release(c) {
    const proc = made.get(c)
    if (proc !== undefined) closeSync(proc)
    made.delete(c)
  },
}
