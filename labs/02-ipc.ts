// Your lab for chapters/02-ipc: 2 holes to fill.
//   npm run lab 02-ipc      runs it in the machine and shows what happened
//   npm run check 02-ipc    has the kernel judge it

// Chapter 02: what a namespace is, shown on the smallest one. New ones are made by clone3, others are entered by setns.
import {
  AT_FDCWD,
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
  close,
  O_CLOEXEC,
  O_RDONLY,
  openat,
  type Step,
  setns,
  slot,
} from '#native'
import type { Container, Mechanism, Namespace } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

const FLAGS: Readonly<Record<Namespace['type'], number>> = {
  pid: CLONE_NEWPID,
  network: CLONE_NEWNET,
  mount: CLONE_NEWNS,
  ipc: CLONE_NEWIPC,
  uts: CLONE_NEWUTS,
  user: CLONE_NEWUSER,
  cgroup: CLONE_NEWCGROUP,
}

const wanted = (c: Container, type: Namespace['type']): Namespace | undefined =>
  c.config.linux?.namespaces?.find(namespace => namespace.type === type)

/** The flag with which clone3 makes the namespace; 0 where the container gets none, or one that exists already. */
export function created(c: Container, type: Namespace['type']): number {
  const namespace = wanted(c, type)
  // hole 1: no namespace wanted, or one with a path: 0. Otherwise its flag (FLAGS).
  return hole(1)
}

/** The steps with which the child enters the namespace that the config names by its path; none where it names none. */
export function entered(c: Container, type: Namespace['type']): Step[] {
  const path = wanted(c, type)?.path
  if (!path) return []
  const file = slot(type)
  return [
    { ...openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC), save: file },
    // hole 2: enter it: setns takes the open file and the flag of the kind that you expect it to be
    hole(2),
    close(file),
  ]
}

export const mechanism: Mechanism = {
  name: '02-ipc',
  flags: c => created(c, 'ipc'),
  steps: c => entered(c, 'ipc'),
}
