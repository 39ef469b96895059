// wrong: one more process in between, as a daemon is made, which ends when nobody waits for it: a zombie
// first: ours-to-bury
// also: as-before, nothing-left
import { CLONE_PARENT, CLONE_VFORK, clone3, exit_group, type Slot, type Step, setns } from '#native'

export * from '../../../solutions/13-exec.ts'

const flags = CLONE_PARENT | CLONE_VFORK

export const enter = (pidfd: number, kinds: number, inside: readonly Step[], child: Slot): Step[] => [
  setns(pidfd, kinds),
  clone3({ flags, exitSignal: 0 }, [exit_group(0)]),
  { ...clone3({ flags, exitSignal: 0 }, inside), save: child },
  exit_group(0),
]
