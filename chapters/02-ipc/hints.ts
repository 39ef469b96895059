import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'A namespace in the config either is to be made or exists already. How does the config say which?',
    pointer:
      'There are three cases: none wanted, one with a path, one without. clone3 makes something in just one of them.',
    nearly:
      'Where there is a namespace and it has no path, give FLAGS[type]; otherwise 0. Not CLONE_NEWIPC: chapters 03 and 04 call this too.',
  },
  2: {
    question:
      'The child has opened the file of a namespace. Which call makes it a member, and how does the kernel know that it is of the kind you meant?',
    pointer: 'setns(2) has two arguments; with 0 as the second it takes whatever the file is.',
    nearly:
      'One step: setns of the slot `file`, and as second argument the flag of this type, from the same table as in hole 1.',
  },
}
