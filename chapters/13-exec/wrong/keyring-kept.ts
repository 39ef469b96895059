// wrong: the process stays in the session keyring of the runtime
// first: nothing-along
import type { Slot, Step } from '#native'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export const enter = (pidfd: number, flags: number, inside: readonly Step[], child: Slot): Step[] =>
  right.enter(
    pidfd,
    flags,
    inside.filter(({ call }) => call !== 'keyctl'),
    child,
  )
