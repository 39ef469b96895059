import { ended, look, start } from '../../chapters/lifecycle.ts'
import type { Wanted } from '../../chapters/monitored.ts'
import { attached } from './attached.ts'
import { Misuse } from './place.ts'
import type { Setting } from './verbs/verb.ts'

/** Starts a container where one can see it, and stays to its end. Gives its exit code. */
export async function inFront(
  setting: Setting,
  id: string,
  interactive: boolean,
  wanted: Wanted = {},
): Promise<number> {
  const root = setting.root()
  const tty = look(root, id).container.config.process.terminal === true
  const { client } = await start(root, id, {
    attach: true,
    ...(interactive && { stdin: true }),
    then: setting.then(id),
    ...wanted,
  })
  const awaited = ended(root, id) // from now on: the container may be removed before all of its output is printed
  awaited.catch(() => undefined) // told below
  if (client) await attached(client, { input: interactive, tty })
  const end = await awaited
  if (end && 'code' in end) return end.code
  throw new Misuse(`${id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}
