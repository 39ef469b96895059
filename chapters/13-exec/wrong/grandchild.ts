// wrong: without CLONE_PARENT the process is a child of the helper, and ends with it: PR_SET_PDEATHSIG
// first: starts
// also: shared, born-inside, all-namespaces, ours-to-bury, same-limits, same-rights, nothing-along, not-the-runtime, own-session, terminal, first-terminal, keys, size, as-before, nothing-left
import { CLONE_VFORK, clone3, exit_group, type Slot, type Step, setns } from '#native'

export * from '../../../solutions/13-exec.ts'

export const enter = (pidfd: number, flags: number, inside: readonly Step[], child: Slot): Step[] => [
  setns(pidfd, flags),
  { ...clone3({ flags: CLONE_VFORK }, inside), save: child },
  exit_group(0),
]
