// Starts containers from a process that may live on.
import { closeSync } from 'node:fs'
import type { Socket } from 'node:net'
import { type HowToStop, look, restart, start } from '../../chapters/lifecycle.ts'
import type { Wanted, Watched } from '../../chapters/monitored.ts'
import { joined } from './joined.ts'
import type { Running } from './library/types.ts'
import { thenWords } from './then.ts'

/** Comes back when its command runs; gives the socket of its monitor, where `attach` asks for that. */
export async function started(root: string, id: string, wanted: Wanted = {}): Promise<Socket | undefined> {
  return left(await start(root, id, { ...wanted, then: thenWords(root, id) }))
}

/** As started(), of one that runs perhaps, and is stopped before. */
export async function restarted(root: string, id: string, how: HowToStop): Promise<void> {
  left(await restart(root, id, how, { then: thenWords(root, id) }))
}

/** To its monitor. */
function left({ client, monitor, pidfd }: Watched): Socket | undefined {
  closeSync(pidfd)
  monitor.forget()
  return client
}

/** As started(); gives its streams, from the first byte on. */
export async function startedAttached(root: string, id: string, wanted: Wanted = {}): Promise<Running> {
  const { container } = look(root, id) // before: it may be removed at once
  const client = (await started(root, id, { ...wanted, attach: true })) as Socket // asked for
  return joined(root, container, client)
}
