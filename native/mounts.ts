// Constructors of the calls that mount; as in syscalls.ts.
import * as k from './constants.ts'
import { bits, descriptor, memory, number, oneOf, type Slot, type Step, step, string, words } from './step.ts'

/** mount(2). Which errors it gives depends on the flags; the manual has a list for each use. */
export const mount = (
  source: string | null,
  target: string,
  type: string | null,
  flags = 0,
  data: string | null = null,
): Step =>
  step(
    'mount',
    string(source, 'mount: source'),
    string(target, 'mount: target'),
    string(type, 'mount: filesystemtype'),
    bits(flags, k.MS, 'mount: mountflags'),
    string(data, 'mount: data'),
  )

/** umount2(2) */
export const umount2 = (target: string, flags = 0): Step =>
  step('umount2', string(target, 'umount2: target'), bits(flags, k.MNT, 'umount2: flags'))

/** Swaps the root: `putOld` receives the one before. pivot_root(2) */
export const pivot_root = (newRoot: string, putOld: string): Step =>
  step('pivot_root', string(newRoot, 'pivot_root: new_root'), string(putOld, 'pivot_root: put_old'))

/** A mount as a descriptor; with OPEN_TREE_CLONE a detached copy. open_tree(2) */
export const open_tree = (fd: number | Slot, path: string, flags: number): Step =>
  step(
    'open_tree',
    descriptor(fd, 'open_tree: dirfd'),
    string(path, 'open_tree: path'),
    bits(flags, k.OPEN_TREE, 'open_tree: flags'),
  )

/** Attaches a mount that is held by a descriptor. move_mount(2) */
export const move_mount = (fromFd: number | Slot, from: string, toFd: number | Slot, to: string, flags: number): Step =>
  step(
    'move_mount',
    descriptor(fromFd, 'move_mount: from_dirfd'),
    string(from, 'move_mount: from_path'),
    descriptor(toFd, 'move_mount: to_dirfd'),
    string(to, 'move_mount: to_path'),
    bits(flags, k.MOVE_MOUNT, 'move_mount: flags'),
  )

/** A file system to be configured. fsopen(2) */
export const fsopen = (type: string, flags: number): Step =>
  step('fsopen', string(type, 'fsopen: fsname'), bits(flags, k.FSOPEN, 'fsopen: flags'))

/** fsconfig(2) */
export const fsconfig = (fd: number | Slot, command: number, key: string | null, value: string | null): Step =>
  step(
    'fsconfig',
    descriptor(fd, 'fsconfig: fd'),
    oneOf(command, k.FSCONFIG, 'fsconfig: cmd'),
    string(key, 'fsconfig: key'),
    string(value, 'fsconfig: value'),
    number(0, 'aux'),
  )

/** The configured file system as a detached mount. fsmount(2) */
export const fsmount = (fd: number | Slot, flags: number, attributes: number): Step =>
  step(
    'fsmount',
    descriptor(fd, 'fsmount: fsfd'),
    bits(flags, k.FSMOUNT, 'fsmount: flags'),
    bits(attributes, k.MOUNT_ATTR, 'fsmount: attr'),
  )

/**
 * Changes flags of a mount and its propagation (one of MS_PRIVATE, MS_SLAVE, ...), or maps its ids through a user
 * namespace (MOUNT_ATTR_IDMAP). `struct mount_attr`: 32 bytes. mount_setattr(2)
 */
export function mount_setattr(
  fd: number | Slot,
  path: string,
  flags: number,
  attributes: { set?: number; clear?: number; propagation?: number; userns?: number },
): Step {
  const { set = 0, clear = 0, propagation = 0, userns = 0 } = attributes
  const parts = [
    bits(set, k.MOUNT_ATTR, 'mount_setattr: set'),
    bits(clear, k.MOUNT_ATTR, 'mount_setattr: clear'),
    bits(propagation, k.MS, 'mount_setattr: propagation'),
    number(userns, 'mount_setattr: userns'),
  ] as const
  const text = () => {
    const [added, taken, kind, fd] = parts.map(part => part.text)
    return `{set=${added}, clear=${taken},${propagation === 0 ? '' : ` propagation=${kind},`} userns_fd=${fd}}`
  }
  return step(
    'mount_setattr',
    descriptor(fd, 'mount_setattr: dirfd'),
    string(path, 'mount_setattr: path'),
    bits(flags, k.AT, 'mount_setattr: flags'),
    memory(words(set, clear, propagation, userns), 'attr', 32, text),
    number(32, 'size'),
  )
}
