// wrong: a parent that only waits, reads nothing, and ends with the runtime, as if this chapter were not there
// first: starts
// also: stays, streams, never-full, exact, each-its-own, chosen, turned, end, unknown, terminal
import {
  __WALL,
  block,
  close_range,
  dup3,
  exit_group,
  P_PIDFD,
  PR_SET_PDEATHSIG,
  pidfd_open,
  prctl,
  type Slot,
  type Step,
  slot,
  UINT_MAX,
  WEXITED,
  waitid,
  write,
} from '#native'
import type { Kept } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function monitored(container: Step, pid: Slot, { ready, stdout, stderr }: Kept): Step[] {
  const pidfd = slot('pidfd')
  return [
    prctl(PR_SET_PDEATHSIG, 9), // it ends when the runtime does
    { ...container, save: pid },
    { ...pidfd_open(pid), save: pidfd },
    dup3(pidfd, 0),
    ...(stdout === undefined ? [] : [dup3(stdout, 1)]), // open, and never read
    ...(stderr === undefined ? [] : [dup3(stderr, 2)]),
    write(ready, '.'),
    close_range(3, UINT_MAX, 0),
    waitid(P_PIDFD, 0, block(128), WEXITED | __WALL),
    exit_group(0),
  ]
}
