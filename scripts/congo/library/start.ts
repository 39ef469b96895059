import { closeSync } from 'node:fs'
import { look, start as startContainer } from '../../../chapters/lifecycle.ts'
import type { Wanted } from '../../../chapters/monitored.ts'
import { joined } from '../joined.ts'
import { findId, storeRoot } from '../place.ts'
import { thenWords } from '../then.ts'
import type { Running, Where } from './types.ts'

/** Starts a container, and comes back when its command runs. Throws an Error of one line, which names the step that failed. */
export async function start(id: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await begin(store, findId(store, id), {})
}

/** As start(); one has its streams from the first byte on. With `interactive` it has an input though it was made without. */
export async function startAttached(
  id: string,
  { root, interactive = false }: Where & { readonly interactive?: boolean } = {},
): Promise<Running> {
  const store = storeRoot(root)
  const { container } = look(store, findId(store, id))
  const client = await begin(store, container.id, { attach: true, ...(interactive && { stdin: true }) })
  if (!client) throw new Error(`${container.id}: its monitor has no socket for us`)
  return joined(store, container, client)
}

async function begin(root: string, id: string, wanted: Wanted) {
  const { client, monitor, pidfd } = await startContainer(root, id, { ...wanted, then: thenWords(root, id) })
  closeSync(pidfd)
  monitor.forget()
  return client
}
