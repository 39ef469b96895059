import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'mount',
    errno: 'EINVAL',
    says: 'Overlay does not take these options: is one unknown, or a comma in a path without its backslash? Is workdir missing, inside upperdir, or on another file system than it?',
  },
  {
    call: 'mount',
    errno: 'ENOENT',
    says: 'One of the folders is not there, as overlay reads it: is a colon or a backslash in its path without its backslash, or were the options cut off after 4095 bytes?',
  },
  {
    call: 'mount',
    errno: 'ELOOP',
    says: 'A folder is named twice, or one lies inside another: layers, upperdir and workdir have to be apart.',
  },
  {
    call: 'mount',
    errno: 'ENODEV',
    says: 'The kernel knows no such type of file system: it is called overlay, and its module has to be loaded.',
  },
]
