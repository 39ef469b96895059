import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question:
      'What does a child still have of its parent when it becomes another program, and which of that must a container not get?',
    pointer: 'The file imports close_range, chdir and execvpe for this. The one that does not come back goes last.',
    nearly:
      'Three elements: mark the descriptors from 3 to UINT_MAX with CLOSE_RANGE_CLOEXEC; change to cwd; execvpe with args and env. None of them is called by you: each gives a step.',
  },
  2: {
    question: 'A command ends in one of two ways. What does a shell put into $? for each of them?',
    pointer: "'code' in status tells the two apart. 128 is added only to one of them.",
    nearly:
      'A conditional: where the status has a code, that is the number; otherwise 128 and signalNumber of status.signal.',
  },
  3: {
    question: 'What does a shell say when it finds no such command, and what when it finds a file that it may not run?',
    pointer: 'There are two numbers, 126 and 127, and two errnos that mean that nothing was found there.',
    nearly: 'Compare error.errno with ENOENT and with ENOTDIR: 127 where it is one of the two, 126 for whatever else.',
  },
  4: {
    question: 'Somebody stops your runtime with Ctrl-C or kill. Who should hear of it?',
    pointer: 'The function is called with the signal that has come. The child is a Process, and has a method for it.',
    nearly: 'One call: kill of the child, with the signal that forward() was called with, and not always SIGTERM.',
  },
}
