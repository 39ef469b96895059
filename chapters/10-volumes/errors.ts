import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'open_tree',
    errno: 'ENOENT',
    says: 'The source is not there: it has gone since prepare looked, or it was looked for in the container (hole 3).',
  },
  {
    call: 'open_tree',
    errno: 'EINVAL',
    says: 'The source has mounts below it that this user namespace may not uncover: take them along, by rbind.',
  },
  {
    call: 'mount_setattr',
    errno: 'ENOENT',
    says: 'An empty path means the descriptor itself only with AT_EMPTY_PATH; without it, it is a file that cannot be.',
  },
  {
    call: 'mount_setattr',
    errno: 'EINVAL',
    says: 'Attributes that exclude each other, more than one kind of propagation, or a descriptor that is no mount.',
  },
  { call: 'fsopen', errno: 'ENODEV', says: 'The kernel has no file system of this type.' },
  { call: 'fsconfig', errno: 'EINVAL', says: 'The file system knows no such option, or no such value of it.' },
  {
    call: 'openat2',
    errno: 'ENOENT',
    says: 'The place is not there and cannot be made: the root is read-only, or a symbolic link on the way leads to nothing.',
  },
  { call: 'openat2', errno: 'ENOTDIR', says: 'A file is in the way of the destination, or where a folder has to be.' },
  {
    call: 'openat2',
    errno: 'ELOOP',
    says: 'A symbolic link is on the way: name the place itself, as /proc/PID/mountinfo does.',
  },
  {
    call: 'futex',
    errno: 'ETIMEDOUT',
    says: 'The destination leads into /proc, by a symbolic link: nothing may be mounted there. Choose another place.',
  },
  {
    call: 'move_mount',
    errno: 'ENOENT',
    says: 'An empty path means the descriptor itself only with its flag: F for the first, T for the second.',
  },
  { call: 'move_mount', errno: 'ENOTDIR', says: 'Of volume and destination one is a folder, and the other a file.' },
  {
    call: 'move_mount',
    errno: 'EINVAL',
    says: 'A place of another mount namespace, or a mount that stands somewhere already: open_tree needs OPEN_TREE_CLONE.',
  },
  { call: 'setns', errno: 'ESRCH', says: 'The container has ended.' },
  { call: 'setns', errno: 'EBADF', says: 'This is no open descriptor: c.pidfd is the one of the container.' },
  {
    call: 'umount2',
    errno: 'EINVAL',
    says: 'Nothing is mounted exactly there: a folder, or with UMOUNT_NOFOLLOW a symbolic link.',
  },
  { call: 'umount2', errno: 'ENOENT', says: 'There is no such place in the container.' },
]
