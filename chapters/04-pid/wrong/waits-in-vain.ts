// wrong: stop() lets all its time pass, also when the container has long ended
// first: stop-asks-first
import { setTimeout as sleep } from 'node:timers/promises'
import type { Process, Status } from '#native'

export * from '../../../solutions/04-pid.ts'

export async function stop(child: Process, seconds: number): Promise<Status> {
  child.kill('SIGTERM')
  await sleep(seconds * 1000)
  child.kill('SIGKILL')
  return child.wait()
}
