import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'chdir',
    errno: 'ENOENT',
    says: 'The container has no such folder: process.cwd is looked up in its own file tree.',
  },
  { call: 'chdir', errno: 'ENOTDIR', says: 'process.cwd is there, and it is no folder.' },
  { call: 'execve', errno: 'E2BIG', says: 'Arguments and environment together are too large for the kernel.' },
]
