import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'What does pivot_root(2) want new_root to be, and is the folder of an image that?',
    pointer: 'A bind mount makes a mount of any folder. What is mounted below it should come along.',
    nearly: 'One step: mount with root as source and as target, no type, and the flags MS_BIND and MS_REC.',
  },
  2: {
    question: 'Where is `/` for this process now, and whose root does pivot_root swap?',
    pointer:
      "c.host is a descriptor of the host's root, and inside one of the container's. fchdir goes where a descriptor is; chroot takes a path.",
    nearly: "Three steps: fchdir to the host's, chroot to where you are (a dot), fchdir to the container's.",
  },
  3: {
    question:
      'After the swap the old root is still there. Where, and what would a process in the container see if it stayed?',
    pointer: "pivot_root(2) tells about '.' for both, near its end. Descriptors are doors as well.",
    nearly:
      'Four steps: pivot_root of a dot and a dot; umount2 of a dot with MNT_DETACH; close for inside and for c.host.',
  },
  4: {
    question: 'Which of the two calls changes one flag and leaves all others, and which one goes for a single mount?',
    pointer:
      "mount_setattr adds a flag; mount with a propagation flag and no MS_REC is about one mount. Both are about '/', and only where the config asks for them.",
    nearly:
      "If root.readonly is set, push mount_setattr for AT_FDCWD and '/' with 0 as flags, to set MOUNT_ATTR_RDONLY. If linux has a rootfsPropagation, push a mount on '/' with what PROPAGATION has for it.",
  },
}
