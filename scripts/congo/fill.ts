// Volumes that have a name begin with what the image has at their place, as Docker has it; one that holds anything is left alone.
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { unpack } from '#mechanisms/16-commit'
import { readLayers } from '../../chapters/07-overlay/layers.ts'
import { idsOutside } from '../../chapters/16-commit/ids.ts'
import { written } from '../../chapters/16-commit/tar/write.ts'
import { type Ids, shown, shownAt } from '../../chapters/16-commit/walk.ts'
import type { Container } from '../../chapters/container.ts'
import { Fresh } from '../../chapters/fresh.ts'
import { volumesOf } from './volumes.ts'

/** Fills the volumes of a container that has just been made. */
export async function fillVolumes(root: string, c: Container): Promise<void> {
  const layers = readLayers(c) ?? []
  for (const { type, source = '', destination = '' } of c.config.mounts ?? []) {
    if (type === 'volume')
      await fill(join(volumesOf(root), source), shownAt(layers.toReversed(), destination), idsOutside(c))
  }
}

/** Whole or not at all: a folder that is empty can be replaced by another. */
async function fill(volume: string, folders: readonly string[], ids: Ids = (uid, gid) => [uid, gid]): Promise<void> {
  const [top] = folders
  if (top === undefined || (existsSync(volume) && readdirSync(volume).length > 0)) return
  const all = join(volume, '..')
  mkdirSync(all, { recursive: true })
  using fresh = new Fresh(all)
  await unpack(fresh.folder, Readable.from(written(shown(folders, ids))))
  const { mode, uid, gid } = statSync(top)
  chownSync(fresh.folder, ...ids(uid, gid))
  chmodSync(fresh.folder, mode & 0o7777)
  renameSync(fresh.folder, volume)
}
