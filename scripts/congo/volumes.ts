// Volumes that have a name: folders of the host, and whose containers use them.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkVolumeName } from '../../chapters/10-volumes/volume.ts'
import { list } from '../../chapters/lifecycle.ts'
import type { Volume } from './library/types.ts'
import { Misuse, nearest } from './place.ts'

export const volumesOf = (root: string) => join(root, 'volumes')

export async function volumes(root: string): Promise<Volume[]> {
  const folder = volumesOf(root)
  if (!existsSync(folder)) return []
  const kept = (await list(root)).flatMap(each => ('error' in each ? [] : [each.container]))
  const uses = (name: string) =>
    kept.filter(({ config }) => config.mounts?.some(m => m.type === 'volume' && m.source === name)).map(({ id }) => id)
  return readdirSync(folder)
    .filter(name => !name.startsWith('.'))
    .sort()
    .map(name => {
      const path = join(folder, name)
      return { name, path, created: statSync(path).birthtime.toISOString(), containers: uses(name) }
    })
}

/** Those of the names. Throws a Misuse for one that is not there. */
export async function named(root: string, names: readonly string[]): Promise<Volume[]> {
  const all = await volumes(root)
  return names.map(name => {
    const found = all.find(volume => volume.name === name)
    if (found) return found
    throw new Misuse(
      `there is no volume "${name}"${nearest(
        name,
        all.map(volume => volume.name),
      )}`,
    )
  })
}

/** Makes one; that it is there already is well. */
export function create(root: string, name: string): void {
  checkVolumeName(name)
  mkdirSync(root, { recursive: true })
  for (const folder of [volumesOf(root), join(volumesOf(root), name)]) make(folder)
}

/** One by one: of many at once Node says ENOENT where nothing can be written. */
function make(folder: string): void {
  try {
    mkdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Throws a Misuse where a container mounts it. */
export function remove({ name, path, containers }: Volume): void {
  if (containers.length > 0) throw new Misuse(`volume ${name}: ${containers.join(', ')} has it; remove that first`)
  const folder = dirname(path)
  const gone = join(folder, `.gone-${name}`)
  rmSync(gone, { recursive: true, force: true })
  renameSync(path, gone) // at once it is no volume any more, whatever happens to us
  for (const each of readdirSync(folder)) {
    if (each.startsWith('.gone-')) rmSync(join(folder, each), { recursive: true, force: true }) // of a killed one as well
  }
}
