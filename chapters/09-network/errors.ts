import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'ioctl',
    errno: 'EPERM',
    says: 'Only root of the user namespace that owns this network may change an interface: is the child still in the network of the host? See enter.flags.',
  },
  {
    call: 'ioctl',
    errno: 'ENODEV',
    says: 'There is no interface of this name in this namespace. A new one has "lo" and no other; eth0 comes by connect().',
  },
  {
    call: 'ioctl',
    errno: 'EBADF',
    says: 'This is no open descriptor: use the slot in which socket() has saved its result.',
  },
  {
    call: 'openat',
    errno: 'ENOENT',
    says: 'There is no such namespace file: has the process that the path names ended?',
  },
  {
    call: 'setns',
    errno: 'EINVAL',
    says: 'The file is no network namespace: linux.namespaces wants /proc/PID/ns/net.',
  },
  { call: 'setns', errno: 'EPERM', says: 'That network belongs to a user namespace in which we are not root.' },
  {
    call: 'openat2',
    errno: 'ENOENT',
    says: 'The file is not in the bundle: writeFiles() makes it, and prepare() must have called it.',
  },
  {
    call: 'openat2',
    errno: 'ELOOP',
    says: 'The image has a link to somewhere in /proc on the way to /etc, which could lead out of it: use another image.',
  },
  {
    call: 'mkdirat',
    errno: 'EACCES',
    says: 'This user may not write to the root file system, which has no /etc yet: make one in the image.',
  },
  {
    call: 'move_mount',
    errno: 'ENOENT',
    says: 'The image has no such file in /etc, and it could not be made there: the file system is read-only.',
  },
]
