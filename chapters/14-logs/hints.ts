import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'What does the monitor have to hold that would be closed when it becomes its program?',
    pointer:
      'Close-on-exec is a flag of a descriptor: F_SETFD with 0 clears it. Descriptor 0 is where the monitor looks for its container.',
    nearly:
      'Save a pidfd_open of pid to pidfd; dup3 it onto 0; for each of the values of kept an fcntl with F_SETFD and 0; last an execve of the compiled monitor with argv and no environment.',
  },
  2: {
    question:
      'Two streams print at the same time, each in parts. What do you have to remember for each, and when is a line whole?',
    pointer: 'begun is a Map from a stream to its line. Parts are bytes: a character may be cut in two.',
    nearly:
      'Take the line of begun for this stream or a new one with time and no parts; push the bytes; where it is partial set it and go on; otherwise delete it and yield its time, stream and Buffer.concat of its parts with NEWLINE.',
  },
  3: {
    question: 'Is the moment `since` inside, and the moment `until`? And when do you know which are the last ten?',
    pointer: 'Skip what is too early or too late, then keep no more than `tail`. Times of this form sort as texts do.',
    nearly:
      'Go through all: continue where the time is less than since, or not less than until (if there is one). Push the rest, and shift the first one out where there are more than tail.',
  },
  4: {
    question: 'What can you know of an end that nobody has recorded?',
    pointer: 'Three cases: a record; none, but somebody lives who will write one; none, and nobody does.',
    nearly:
      'With a record return its code, or 128 + its signal, with oom and at. Without one return undefined where lives.container or lives.monitor; else an object whose unknown says why.',
  },
}
