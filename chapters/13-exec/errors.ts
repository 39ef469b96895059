// What an errno means at a step of this chapter.
import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'setns',
    errno: 'EINVAL',
    says: 'Nobody may enter the user namespace again that he is in: of what we share with the container, leave the flag out (hole 1). See setns(2).',
  },
  {
    call: 'setns',
    errno: 'ESRCH',
    says: 'The process of the pidfd has ended: its namespaces can be entered no more by way of it.',
  },
  {
    call: 'setns',
    errno: 'EPERM',
    says: 'Who is not root on the host may enter only what belongs to the users of the container, and in one call with CLONE_NEWUSER: of what is shared, leave the flag out (hole 1).',
  },
  { call: 'setns', errno: 'EBADF', says: 'This is no open descriptor: c.pidfd is the one of the container.' },
  {
    call: 'clone3',
    errno: 'ENOMEM',
    says: 'The PID namespace that the child would be born into has lost its process 1: the container is ending. See pid_namespaces(7).',
  },
  {
    call: 'clone3',
    errno: 'EINVAL',
    says: 'With CLONE_PARENT the exit signal must be 0: the parent chose its own. See clone(2).',
  },
  {
    call: 'openat2',
    errno: 'ENOENT',
    says: 'The container has no /dev/pts/ptmx: process.terminal needs a mount of type devpts at /dev/pts, with newinstance.',
  },
  {
    call: 'openat2',
    errno: 'EACCES',
    says: 'Nobody but root may open /dev/pts/ptmx: give its mount the option ptmxmode=0666.',
  },
  {
    call: 'ioctl',
    errno: 'EPERM',
    says: 'TIOCSCTTY wants the leader of a session, and one that has no terminal: call setsid before. See ioctl_tty(2).',
  },
  { call: 'ioctl', errno: 'ENOTTY', says: 'What is open there is no terminal: is /dev/pts of the container a devpts?' },
  { call: 'setsid', errno: 'EPERM', says: 'Who leads a process group already can lead no new session. See setsid(2).' },
]
