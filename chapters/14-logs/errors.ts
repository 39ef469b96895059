// What an errno means at a step of this chapter.
import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'dup3',
    errno: 'EBADF',
    says: 'This is no open descriptor. What pidfd_open has saved is one; the slot `pid` holds a number of a process (hole 1).',
  },
  {
    call: 'fcntl',
    errno: 'EBADF',
    says: 'This is no open descriptor: those to keep are the values of `kept`, and no step before may close them (hole 1).',
  },
  {
    call: 'execve',
    errno: 'ENOENT',
    says: "There is no such program. The monitor is at the path that compiled('monitor') gives (hole 1).",
  },
]
