import { pause as freeze, unpause as thaw } from '#mechanisms/08-cgroups'
import { findId, storeRoot } from '../place.ts'
import { runningAlone } from '../running.ts'
import type { Where } from './types.ts'

// Alone: one that is about to start would stand still, and whoever starts it would wait with the lock in hand.

/** Freezes all its processes. Comes back when they stand still. */
export async function pause(id: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await runningAlone(store, findId(store, id), freeze)
}

/** Has them go on. */
export async function unpause(id: string, { root }: Where = {}): Promise<void> {
  const store = storeRoot(root)
  await runningAlone(store, findId(store, id), thaw)
}
