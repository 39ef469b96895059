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
    says: 'The file is a namespace of another kind than the flag says, or no namespace at all.',
  },
  {
    call: 'setns',
    errno: 'EBADF',
    says: 'This is no open descriptor: use the slot in which openat has saved its result.',
  },
  { call: 'setns', errno: 'EPERM', says: 'That namespace belongs to a user namespace in which we are not root.' },
]
