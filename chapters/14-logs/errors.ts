// What an errno means at a step of this chapter.
import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'pidfd_open',
    errno: 'ESRCH',
    says: 'No process has this number: that of the container is in the slot `pid` once it has been cloned.',
  },
  {
    call: 'pidfd_open',
    errno: 'EINVAL',
    says: 'The slot holds 0, which is the number of no process: it is `pid` that holds that of the container.',
  },
  {
    call: 'dup3',
    errno: 'EBADF',
    says: 'What is to become descriptor 0 is not open: give the slot in which pidfd_open has saved its result.',
  },
  {
    call: 'dup3',
    errno: 'EINVAL',
    says: 'Both are the same descriptor already: the first is the pidfd, the second 0. See dup(2).',
  },
  {
    call: 'fcntl',
    errno: 'EBADF',
    says: 'This is no open descriptor: all in `kept` are, but the numbers in `rotation` are a size and a count.',
  },
  {
    call: 'execve',
    errno: 'ENOENT',
    says: "There is no such file: the monitor's path is compiled('monitor'), and what runs it has the host's root still.",
  },
  {
    call: 'execve',
    errno: 'EACCES',
    says: "This may not be executed, as a folder may not: the monitor's path is compiled('monitor').",
  },
  {
    call: 'setsid',
    errno: 'EPERM',
    says: 'Who leads a process group already can lead no new session: the first step has made one. See setsid(2).',
  },
]
