// wrong: CLONE_PARENT with an exit signal of its own: EINVAL
// first: starts
// also: shared, born-inside, all-namespaces, ours-to-bury, same-limits, same-rights, nothing-along, not-the-runtime, own-session, terminal, first-terminal, keys, size, as-before, nothing-left
import { CLONE_PARENT, CLONE_VFORK, clone3, exit_group, type Slot, type Step, setns } from '#native'

export * from '../../../solutions/13-exec.ts'

export const enter = (pidfd: number, flags: number, inside: readonly Step[], child: Slot): Step[] => [
  setns(pidfd, flags),
  { ...clone3({ flags: CLONE_PARENT | CLONE_VFORK }, inside), save: child },
  exit_group(0),
]
