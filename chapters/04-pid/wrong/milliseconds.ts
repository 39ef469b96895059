// wrong: stop() takes the seconds for milliseconds
// first: stop-asks-first
import type { Process, Status } from '#native'

export * from '../../../solutions/04-pid.ts'

export function stop(child: Process, seconds: number): Promise<Status> {
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), seconds)
  return child.wait().finally(() => clearTimeout(late))
}
