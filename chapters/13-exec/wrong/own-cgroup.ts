// wrong: so that no limit of the container is in its way, the helper goes back to the cgroup of the runtime
// first: same-limits
import { readFileSync } from 'node:fs'
import { AT_FDCWD, close, O_CLOEXEC, O_WRONLY, openat, type Slot, type Step, slot, write } from '#native'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export function enter(pidfd: number, flags: number, inside: readonly Step[], child: Slot): Step[] {
  const file = `/sys/fs/cgroup${readFileSync('/proc/self/cgroup', 'utf8').trim().slice('0::'.length)}/cgroup.procs`
  const procs = slot('procs')
  return [
    { ...openat(AT_FDCWD, file, O_WRONLY | O_CLOEXEC), save: procs },
    write(procs, '0'),
    close(procs),
    ...right.enter(pidfd, flags, inside, child),
  ]
}
