import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'pivot_root',
    errno: 'EINVAL',
    says: 'Either "." is a folder and no mount (bind the root onto itself, and be in it), or it is shared: propagation comes after pivot_root.',
  },
  {
    call: 'pivot_root',
    errno: 'EBUSY',
    says: 'The new root is on the same mount as the present one. After chroot it is the present root, so go back to that of the host first; without a bind mount it is a part of it.',
  },
  {
    call: 'umount2',
    errno: 'EBUSY',
    says: 'There are mounts on the old root, and files open in it: with MNT_DETACH it goes all the same.',
  },
  {
    call: 'umount2',
    errno: 'EINVAL',
    says: 'There is no mount at ".": has pivot_root left the old root somewhere else?',
  },
]
