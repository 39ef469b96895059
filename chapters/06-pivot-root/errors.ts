// What an errno means where this chapter's steps fail, and what to do.
export const errors: readonly { readonly call: string; readonly errno: string; readonly says: string }[] = [
  {
    call: 'pivot_root',
    errno: 'EINVAL',
    says:
      '"." is a folder and no mount (bind the root onto itself, and be in it), or the root is shared ' +
      '(propagation comes after pivot_root)',
  },
  {
    call: 'pivot_root',
    errno: 'EBUSY',
    says:
      '"." is on the same mount as the present root: after chroot it is the present root, so go back to that of the ' +
      'host first, and without a bind mount it is a part of it',
  },
  {
    call: 'umount2',
    errno: 'EBUSY',
    says: 'there are mounts on the old root and files open in it: with MNT_DETACH it goes all the same',
  },
  {
    call: 'mount',
    errno: 'ENOENT',
    says: 'the folder to mount on is missing and could not be made: make the root read-only after the mounts',
  },
  {
    call: 'mount',
    errno: 'EPERM',
    says:
      'a new proc or sysfs needs one that is in sight already: mount it before the old root is gone; ' +
      'or a remount without MS_BIND, which is for the whole file system',
  },
  {
    call: 'execve',
    errno: 'ENOENT',
    says: "the program, or the loader that it needs, is not in the container's root: look into the folder of root.path",
  },
]
