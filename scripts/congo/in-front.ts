import type { Wanted } from '../../chapters/monitored.ts'
import { attached } from './attached.ts'
import { Misuse } from './place.ts'
import { startedAttached } from './starting.ts'

/** Starts a container where one can see it, and stays to its end. Gives its exit code. */
export async function inFront(root: string, id: string, input: boolean, wanted: Wanted = {}): Promise<number> {
  const running = await startedAttached(root, id, { ...(input && { stdin: true }), ...wanted })
  await attached(running, { input })
  const end = await running.ended
  if (end && 'code' in end) return end.code
  throw new Misuse(`${id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}
