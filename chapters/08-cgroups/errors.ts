export const errors: readonly { call: string; errno: string; says: string }[] = [
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
]
