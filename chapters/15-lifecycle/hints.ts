import type { Hints } from '../hints.ts'

export const hints: Hints = {
  1: {
    question: 'A name becomes a folder, and a word on a command line. Which names would be dangerous as either?',
    pointer: 'Say what is allowed and refuse all else: one regular expression, from ^ to $. {0,63} counts the rest.',
    nearly:
      'Throw unless the id matches: a class of letters and digits once, then up to 63 of letters, digits, underscore, dot and minus, to the end. Put the name into the text with JSON.stringify.',
  },
  2: {
    question: 'In /proc/PID/stat, what may a program called `a) Z (b` do to somebody who splits at blanks?',
    pointer: "lastIndexOf(')'), and the fields begin two characters behind it. The first of them is field 3.",
    nearly:
      "Split what is behind the last ')' at blanks: the first is the state, field 22 is the nineteenth after it. A state in 'ZX' gives undefined; else an object with pid, the number of started, and boot().",
  },
  3: {
    question:
      'The power goes while you write. What is in the file afterwards, if it was opened for writing, and what if it was renamed?',
    pointer:
      'rename(2) is one moment; fsync before it for the bytes, fsync of the folder after it for the name. Close what you open, also after an error.',
    nearly:
      "Open file + '.new' with mode 0o600, write until all bytes are out, fsyncSync, closeSync in finally; renameSync over the old one; open dirname(file), fsyncSync it, closeSync it.",
  },
  4: {
    question: 'If a lock is held, who waits: this one promise, or the whole process?',
    pointer:
      'LOCK_NB makes flock come back at once, and `allow` makes its EAGAIN a result. Then wait with pause, and try again.',
    nearly:
      'While run() of the flock step, with allow for EAGAIN, is not 0, await pause of a few milliseconds. Then act() and wait for it before you give back what it gives: the lock is held until it is done.',
  },
}
