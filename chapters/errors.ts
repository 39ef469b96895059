// What an errno means at a step of a chapter, and what to do about it: lab and check tell it with the step that failed.
import { errors as process } from './01-process/errors.ts'
import { errors as ipc } from './02-ipc/errors.ts'
import { errors as uts } from './03-uts/errors.ts'
import { errors as pid } from './04-pid/errors.ts'
import { errors as mount } from './05-mount/errors.ts'
import { errors as root } from './06-pivot-root/errors.ts'
import { errors as overlay } from './07-overlay/errors.ts'
import { errors as network } from './09-network/errors.ts'
import { errors as volumes } from './10-volumes/errors.ts'
import { errors as user } from './11-user/errors.ts'
import { errors as security } from './12-security/errors.ts'
import { errors as logs } from './14-logs/errors.ts'

export interface Meaning {
  readonly call: string
  readonly errno: string
  /** A sentence: what is the matter, in this chapter, and what to do. */
  readonly says: string
}

/** By the chapter that a step is from. clone3 is all chapters' together: it has none. */
const MEANINGS: Readonly<Record<string, readonly Meaning[]>> = {
  '': [
    {
      call: 'clone3',
      errno: 'ENOMEM',
      says: 'The PID namespace that children are born into has lost its process 1: after unshare(CLONE_NEWPID) the first child was it. See pid_namespaces(7).',
    },
    {
      call: 'clone3',
      errno: 'EPERM',
      says: 'New namespaces want CAP_SYS_ADMIN, or CLONE_NEWUSER beside them. See clone(2).',
    },
    {
      call: 'clone3',
      errno: 'EAGAIN',
      says: 'There may be no more processes in the group that the child would be born into, or in one above it: see pids.max.',
    },
    {
      call: 'clone3',
      errno: 'EBUSY',
      says: 'c.cgroup is a group that hands controllers on, and no process can be in such a one: open the group below it.',
    },
    {
      call: 'clone3',
      errno: 'EBADF',
      says: 'c.cgroup is no open descriptor of the folder of a cgroup: open the folder itself, not a file in it.',
    },
    { call: 'clone3', errno: 'ENOENT', says: 'The group of c.cgroup has been removed since it was opened.' },
    {
      call: 'clone3',
      errno: 'EINVAL',
      says: 'Flags that exclude each other, or a flag this kernel has not. See clone(2).',
    },
  ],
  '01-process': process,
  '02-ipc': ipc,
  '03-uts': uts,
  '04-pid': pid,
  '05-mount': mount,
  '06-pivot-root': root,
  '07-overlay': overlay,
  '09-network': network,
  '10-volumes': volumes,
  '11-user': user,
  '12-security': security,
  '14-logs': logs,
}

/** The sentence for a failed step; undefined where there is nothing to add to the errno. */
export const meaningOf = (failed: { call: string; errno: string | undefined; chapter: string | undefined }) =>
  MEANINGS[failed.chapter ?? '']?.find(({ call, errno }) => call === failed.call && errno === failed.errno)?.says
