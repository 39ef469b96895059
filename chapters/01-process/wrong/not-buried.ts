// wrong: looks at the status and leaves it there (WNOWAIT), so the child stays a zombie
// first: buried
import { block, P_PIDFD, type Process, readable, run, WEXITED, WNOWAIT, waitid } from '#native'
import { exitCode as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export async function exitCode(child: Process): Promise<number> {
  await readable(child.pidfd)
  const info = block(128) // siginfo_t: si_code at 8, si_status at 24
  run(waitid(P_PIDFD, child.pidfd, info, WEXITED | WNOWAIT))
  const view = new DataView(info.bytes.buffer)
  const failed = child.outcomes().some(({ step, result = 0n }) => step.call === 'execve' && result < 0n)
  if (failed) return right(child)
  const [killed, status] = [view.getInt32(8, true) !== 1, view.getInt32(24, true)]
  return killed ? 128 + status : status
}
