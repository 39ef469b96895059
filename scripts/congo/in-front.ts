// A container that is started by somebody who may change his mind, and who perhaps stays to its end.
import { stop } from '../../chapters/lifecycle.ts'
import { Interrupted, whole } from '../cli/signals.ts'
import { attached } from './attached.ts'
import type { Running } from './library/types.ts'
import { Misuse } from './place.ts'

/** Has a container started. Where a signal comes meanwhile, it is stopped again, and an Interrupted thrown. */
export async function undisturbed<Result>(root: string, id: string, start: () => Promise<Result>): Promise<Result> {
  try {
    return await whole(start)
  } catch (error) {
    if (error instanceof Interrupted) await stop(root, id, { signal: 'SIGKILL' }).catch(() => undefined)
    throw error
  }
}

/** Shows a container where one can see it, to its end. Gives its exit code. */
export async function inFront(running: Running, input: boolean): Promise<number> {
  await attached(running, { input })
  const end = await whole(() => running.ended) // which takes back what it had
  if (end && 'code' in end) return end.code
  throw new Misuse(`${running.id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}
