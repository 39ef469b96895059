import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'execveat',
    errno: 'ENOENT',
    says: 'An empty path means the descriptor itself only with AT_EMPTY_PATH; without it, it is a file that cannot be.',
  },
  { call: 'execveat', errno: 'EBADF', says: 'The descriptor of init is not open in the child.' },
  { call: 'execveat', errno: 'EACCES', says: 'The file cannot be executed: is it complete, and was it sealed?' },
]
