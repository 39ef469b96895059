import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'How do you see, without asking the container, whether two processes share a namespace?',
    pointer: "namespace(pid, kind) and the same for 'self' are equal where it is shared. filter, then reduce with |.",
    nearly:
      "Filter KINDS by whether the link of pid differs from that of 'self', and reduce the flags of the rest with | from 0 on.",
  },
  2: {
    question: 'After setns, in which PID namespace is the helper itself, and in which are its children?',
    pointer:
      'So one more clone, whose child has us for a parent, and the end of the helper. Its result goes to a slot by `save`.',
    nearly:
      'Two elements: an object that spreads clone3 of the options (CLONE_PARENT and CLONE_VFORK, exitSignal 0) and inside, with save: child; then exit_group of 0.',
  },
  3: {
    question: 'Which process may make a terminal its controlling one, and what are 0, 1 and 2 to it?',
    pointer: 'The leader of a session that has none yet: setsid before ioctl. dup3 copies a descriptor onto a number.',
    nearly: 'Five steps: setsid; ioctl on slave with TIOCSCTTY and 0; dup3 of slave onto 0, onto 1 and onto 2.',
  },
  4: {
    question: "What does the user's own terminal make of Ctrl-C, and who should get it here?",
    pointer: 'Raw mode on, pipe, await the pipeline; what has to happen however it comes out stands in finally.',
    nearly:
      'setRawMode(true) and pipe of input to terminal; in try, await pipeline from terminal to output with end: false; in finally, unpipe, and setRawMode(false).',
  },
}
