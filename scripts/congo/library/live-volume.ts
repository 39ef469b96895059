// Folders of the host that come into a running container, and go again.
import { addVolume, removeVolume } from '#mechanisms/10-volumes'
import { findId, storeRoot } from '../place.ts'
import { running } from '../running.ts'
import { bind } from '../spec/mounts.ts'
import type { Where } from './types.ts'

/** Mounts a folder of the host at a path of a container that runs. */
export async function volumeAdd(
  id: string,
  host: string,
  path: string,
  { root, readOnly = false }: Where & { readonly readOnly?: boolean } = {},
): Promise<void> {
  const store = storeRoot(root)
  await running(store, findId(store, id), c => addVolume(c, bind(host, path, readOnly ? ['ro'] : [])))
}

/** Takes it out again. */
export async function volumeRemove(id: string, path: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await running(store, findId(store, id), c => removeVolume(c, path))
}
