import { pause as freeze, unpause as thaw } from '#mechanisms/08-cgroups'
import { findId, storeRoot } from '../place.ts'
import { running } from '../running.ts'
import type { Where } from './types.ts'

/** Freezes all its processes. Comes back when they stand still. */
export async function pause(id: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await running(store, findId(store, id), freeze)
}

/** Has them go on. */
export async function unpause(id: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await running(store, findId(store, id), thaw)
}
