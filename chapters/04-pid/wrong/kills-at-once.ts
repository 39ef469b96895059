// wrong: stop() sends SIGKILL without asking
// first: stop-asks-first
import type { Process, Status } from '#native'

export * from '../../../solutions/04-pid.ts'

export function stop(child: Process): Promise<Status> {
  child.kill('SIGKILL')
  return child.wait()
}
