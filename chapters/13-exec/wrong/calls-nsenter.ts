// wrong: leaves the work to the command nsenter, which is not there
// first: starts
// also: shared, born-inside, all-namespaces, ours-to-bury, same-limits, same-rights, nothing-along, not-the-runtime, own-session, terminal, first-terminal, keys, size, as-before, nothing-left
import { execvpe, type Slot, type Step } from '#native'

export * from '../../../solutions/13-exec.ts'

export const enter = (pidfd: number, _flags: number, _inside: readonly Step[], _child: Slot): Step[] => [
  execvpe(['nsenter', '--all', '--target', String(pidfd), '/bin/probe', 'forever'], ['PATH=/usr/bin:/bin']),
]
