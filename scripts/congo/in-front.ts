import { ended, look, start } from '../../chapters/lifecycle.ts'
import { attached } from './attached.ts'
import { Misuse } from './place.ts'

/** Starts a container where one can see it, and stays to its end. Gives its exit code. */
export async function inFront(root: string, id: string, interactive: boolean): Promise<number> {
  const { client } = await start(root, id, { attach: true, ...(interactive && { stdin: true }) })
  const tty = look(root, id).container.config.process.terminal === true
  if (client) await attached(client, { input: interactive, tty })
  const end = await ended(root, id)
  if (end && 'code' in end) return end.code
  throw new Misuse(`${id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}
