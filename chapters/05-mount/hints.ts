import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: "The new table is a copy of the host's. Why does a mount made in it still show on the host?",
    pointer:
      'It is called propagation: mount_namespaces(7). One call changes it for a mount, and with a further flag for all below.',
    nearly: "One step, mount with no source, the target '/', no type, and the flags MS_REC and MS_PRIVATE joined by |.",
  },
  2: {
    question: "Which of the words in a config's mount does the kernel get as flags, and which as data?",
    pointer:
      'Somebody has sorted the options already: all five arguments are there under their names: mind their order.',
    nearly: 'Return mount with source, destination, type, flags and data, in the order of mount(2).',
  },
  3: {
    question: 'The copy hangs nowhere yet. Why is it better to make it read-only now than when it has its place?',
    pointer:
      'Two calls, both about a descriptor and an empty path: mount_setattr for each change, then move_mount once.',
    nearly:
      "Return a list: the changes mapped to mount_setattr of copy, '' and AT_EMPTY_PATH | recursive, with { set, clear }; after them move_mount from copy to AT_FDCWD and the destination.",
  },
  4: {
    question:
      'A fresh /dev is an empty tmpfs, and the sandbox lets nobody make device nodes. Where can one be had from?',
    pointer:
      'A bind mount needs something to lie on. bound() is what hole 3 is in, and takes a node as it takes any bind mount.',
    nearly:
      'Push, for each node of m.nodes (flatMap), the step emptyFile of its destination and then all steps of bound for it.',
  },
}
