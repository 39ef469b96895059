// What an errno means at a step of this chapter.
import type { Meaning } from '../errors.ts'

export const errors: readonly Meaning[] = [
  {
    call: 'setgroups',
    errno: 'EPERM',
    says: 'Nobody may change groups in a user namespace before gid_map is written, or after deny in /proc/PID/setgroups; and nobody without CAP_SETGID, so it comes before setresuid. See user_namespaces(7).',
  },
  {
    call: 'setgroups',
    errno: 'EINVAL',
    says: 'One of these groups is not in the map of groups: write gid_map before the child goes on, or map the group.',
  },
  {
    call: 'setresgid',
    errno: 'EINVAL',
    says: 'This group is not in the map of groups: is gid_map written, and before the child goes on?',
  },
  {
    call: 'setresgid',
    errno: 'EPERM',
    says: 'The group can be changed only as long as the process has CAP_SETGID: before setresuid.',
  },
  {
    call: 'setresuid',
    errno: 'EINVAL',
    says: 'This user is not in the map of users: is uid_map written, and before the child goes on?',
  },
  {
    call: 'setresuid',
    errno: 'EPERM',
    says: 'Another user can be chosen only with CAP_SETUID: by a root that has not become somebody else before.',
  },
  {
    call: 'write',
    errno: 'EPERM',
    says: 'A map can be written once, and by a process outside the namespace if it has more than the id of its writer. See user_namespaces(7).',
  },
  { call: 'openat', errno: 'ENOENT', says: 'There is no namespace at this path: the process it is of has ended.' },
  {
    call: 'setns',
    errno: 'EINVAL',
    says: 'The file is no user namespace, or it is the one in which the process is already. See setns(2).',
  },
  {
    call: 'setns',
    errno: 'EPERM',
    says: 'Who enters a user namespace needs CAP_SYS_ADMIN in it: its owner has it, and root of the namespace around it.',
  },
]
