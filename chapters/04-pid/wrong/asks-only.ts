// wrong: stop() sends SIGTERM, and waits for ever
// first: stop-insists
import type { Process, Status } from '#native'

export * from '../../../solutions/04-pid.ts'

export function stop(child: Process): Promise<Status> {
  child.kill('SIGTERM')
  return child.wait()
}
