import { findId, storeRoot } from '../place.ts'
import { started, startedAttached } from '../starting.ts'
import type { Running, Where } from './types.ts'

/** Starts a container, and comes back when its command runs. Throws an Error of one line, which names the step that failed. */
export async function start(id: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await started(store, findId(store, id))
}

/** As start(); one has its streams from the first byte on. With `interactive` it has an input though it was made without. */
export async function startAttached(
  id: string,
  { root, interactive = false }: Where & { readonly interactive?: boolean } = {},
): Promise<Running> {
  const store = storeRoot(root)
  return startedAttached(store, findId(store, id), interactive ? { stdin: true } : {})
}
