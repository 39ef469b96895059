import type { Meaning } from '../errors.ts'

const long = 'The kernel takes 64 bytes; prepare should have refused this name before there was a child (hole 1).'

export const errors: readonly Meaning[] = [
  { call: 'sethostname', errno: 'EINVAL', says: long },
  { call: 'setdomainname', errno: 'EINVAL', says: long },
  {
    call: 'sethostname',
    errno: 'EPERM',
    says: 'Only root of the user namespace that the UTS namespace belongs to may set its name.',
  },
]
