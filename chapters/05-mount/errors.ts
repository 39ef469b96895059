// What an errno means at the steps of this chapter, and what to do about it.
import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'openat',
    errno: 'ENOENT',
    says: 'There is no such namespace file: has the process that the path names ended?',
  },
  {
    call: 'setns',
    errno: 'EINVAL',
    says: 'The path of the config names a namespace of another kind, or no namespace at all.',
  },
  {
    call: 'open_tree',
    errno: 'ENOENT',
    says: 'The source of a bind mount, or a device of /dev, is not on the host: make it there, or name another.',
  },
  {
    call: 'mkdirat',
    errno: 'ENOTDIR',
    says: 'A part of the destination is a file, so nothing can be below it: choose another place.',
  },
  {
    call: 'mkdirat',
    errno: 'ENOENT',
    says: 'This file system makes no folders for us: nothing can be mounted in /proc or /sys where there is none.',
  },
  {
    call: 'openat2',
    errno: 'ELOOP',
    says: 'A link in the image leads this destination through /proc/self/fd or the like, which ends who knows where: choose another place.',
  },
  {
    call: 'mount',
    errno: 'ENODEV',
    says: 'The kernel knows no such kind of file system: look at the type, in the config and in hole 2.',
  },
  {
    call: 'mount',
    errno: 'EINVAL',
    says: 'The file system does not know one of the options; or, in a call without a type, nothing is mounted there.',
  },
  {
    call: 'mount',
    errno: 'EBUSY',
    says: 'The same file system lies there already: there is one sysfs for a network namespace, one mqueue for an IPC one.',
  },
  {
    call: 'mount',
    errno: 'ENOTDIR',
    says: 'The destination is a file, and a file system is mounted on a folder.',
  },
  {
    call: 'mount',
    errno: 'ENOENT',
    says: 'The place is not there and could not be made: does an earlier mount of the config, a read-only one, lie above it?',
  },
  {
    call: 'mount',
    errno: 'EPERM',
    says: 'Without a mount namespace of its own the child may not, and a file system with a device is for the real root only.',
  },
  {
    call: 'move_mount',
    errno: 'EINVAL',
    says: 'A file goes onto a file, a folder onto a folder; and what is moved is a copy: an open_tree with OPEN_TREE_CLONE.',
  },
  {
    call: 'move_mount',
    errno: 'ENOENT',
    says: 'The place is not there; or the flag that lets the empty path stand for the copy is missing (hole 3).',
  },
  {
    call: 'mount_setattr',
    errno: 'EPERM',
    says: "The host's mount has an option that cannot be taken away here: leave the word (rw, suid, dev, exec) out.",
  },
  {
    call: 'mount_setattr',
    errno: 'ENOENT',
    says: 'The empty path stands for the copy only with AT_EMPTY_PATH (hole 3).',
  },
  {
    call: 'mount_setattr',
    errno: 'EINVAL',
    says: 'There is no mount to change: without OPEN_TREE_CLONE, open_tree gives no copy, but a file or folder of the host.',
  },
]
