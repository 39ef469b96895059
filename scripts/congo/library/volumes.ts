// Volumes that have a name.
import { storeRoot } from '../place.ts'
import * as named from '../volumes.ts'
import type { Volume, Where } from './types.ts'

/** All volumes, by their names. */
export function volumes({ root }: Where = {}): Promise<Volume[]> {
  return named.volumes(storeRoot(root))
}

/** Makes one; that it is there already is well. */
export function createVolume(name: string, { root }: Where = {}): void {
  named.create(storeRoot(root), name)
}

/** Removes one that no container mounts. */
export async function removeVolume(name: string, { root }: Where = {}): Promise<void> {
  for (const volume of await named.named(storeRoot(root), [name])) named.remove(volume)
}
