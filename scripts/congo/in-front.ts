import { attached } from './attached.ts'
import { startAttached } from './library/start.ts'
import { Misuse } from './place.ts'

/** Starts a container where one can see it, and stays to its end. Gives its exit code. */
export async function inFront(root: string, id: string, interactive: boolean): Promise<number> {
  const running = await startAttached(id, { root, interactive })
  await attached(running, { input: interactive })
  const end = await running.ended
  if (end && 'code' in end) return end.code
  throw new Misuse(`${id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}
