// A container that is started, and perhaps looked at.
import { ended, look, start, stop } from '../../chapters/lifecycle.ts'
import type { Wanted, Watched } from '../../chapters/monitored.ts'
import { Interrupted, whole } from '../cli/signals.ts'
import { attached } from './attached.ts'
import { Misuse } from './place.ts'
import type { Setting } from './verbs/verb.ts'

/** Starts a container. Where a signal comes meanwhile, it is stopped again, and an Interrupted thrown. */
export async function started(setting: Setting, id: string, wanted: Wanted = {}): Promise<Watched> {
  const root = setting.root()
  try {
    return await whole(() => start(root, id, { ...wanted, then: setting.then(id) }))
  } catch (error) {
    if (error instanceof Interrupted) await stop(root, id, { signal: 'SIGKILL' }).catch(() => undefined)
    throw error
  }
}

/** Has a container started where one can see it, and stays to its end. Gives its exit code. */
export async function inFront(
  setting: Setting,
  id: string,
  interactive: boolean,
  begin: (wanted: Wanted) => Promise<Watched>,
): Promise<number> {
  const root = setting.root()
  const tty = look(root, id).container.config.process.terminal === true
  const { client } = await begin({ attach: true, ...(interactive && { stdin: true }) })
  const awaited = ended(root, id) // from now on: the container may be removed before all of its output is printed
  awaited.catch(() => undefined) // told below
  if (client) await attached(client, { input: interactive, tty })
  const end = await awaited
  if (end && 'code' in end) return end.code
  throw new Misuse(`${id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}
