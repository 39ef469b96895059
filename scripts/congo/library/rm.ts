import { remove } from '../../../chapters/lifecycle.ts'
import { rename as renameContainer } from '../../../chapters/rename.ts'
import { findId, storeRoot } from '../place.ts'
import type { Where } from './types.ts'

/** Removes a container that does not run, or with `force` any. */
export async function rm(
  id: string,
  { root, force = false }: Where & { readonly force?: boolean } = {},
): Promise<void> {
  const store = storeRoot(root)
  await remove(store, findId(store, id), { force })
}

/** Gives a container that does not run another name. */
export async function rename(id: string, name: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await renameContainer(store, findId(store, id), name)
}
