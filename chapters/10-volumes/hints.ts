import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question:
      'Several words of propagation may be wanted, and only one can be given to the kernel at a time. What does that make of the list?',
    pointer:
      'One step for each element: map. mount_setattr is told by a flag that the descriptor itself is meant, and by another one that all below it is.',
    nearly:
      "Return propagation mapped to mount_setattr of tree and '', with AT_EMPTY_PATH | AT_RECURSIVE, and an object of set, clear and this propagation.",
  },
  2: {
    question: 'Why are both ends of this move descriptors, and not paths that could be looked up again?',
    pointer: 'move_mount(2) has two flags for empty paths, one for each end.',
    nearly:
      "One step: move_mount from tree and '' to target and '', with the flags MOVE_MOUNT_F_EMPTY_PATH and MOVE_MOUNT_T_EMPTY_PATH joined.",
  },
  3: {
    question:
      "The helper can see the host's files before it enters, and the container's afterwards. Which part of its work needs which?",
    pointer:
      'Before setns: take the volume and change it. After it: open the root, attach. What the functions give may be a list.',
    nearly:
      "In this order: copied(v) where v.kind is 'copy', else all of fresh(v); all of changed(v); setns into CLONE_NEWNS of the pidfd; openRoot; all of attached.",
  },
  4: {
    question: 'What would umount do if the last name of the path were a link that the container has put there?',
    pointer:
      'umount2(2) has a flag against that. Only the last name is looked at, in the folder where the child already is.',
    nearly:
      'umount2 of basename(path), with UMOUNT_NOFOLLOW, and joined by | to it MNT_DETACH where detach is true and 0 where it is not.',
  },
}
