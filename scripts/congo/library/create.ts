import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import { create as createContainer, folderOf, look, remove } from '../../../chapters/lifecycle.ts'
import { sweepContainers } from '../../../chapters/locks.ts'
import { whole } from '../../cli/signals.ts'
import { elsewhere } from '../among-users.ts'
import { fillVolumes } from '../fill.ts'
import { originOf } from '../image.ts'
import { freshId, Misuse, storeRoot } from '../place.ts'
import { readPolicy } from '../policy.ts'
import { makeConfig } from '../spec.ts'
import type { CreateOptions } from './types.ts'

/**
 * Makes a container that does not run yet, and gives its name. `image` is a name, or the path of a root file system; an image
 * that is not here is fetched from its registry. Throws an Error of one line.
 */
export async function create(
  image: string,
  command: readonly string[] = [],
  { progress, ...options }: CreateOptions = {},
): Promise<string> {
  const root = storeRoot(options.root)
  const id = options.name ?? freshId()
  const policy = readPolicy(options.restart ?? 'no')
  if (options.rm && policy.name !== 'no') throw new Misuse('--rm and --restart exclude each other', 125)
  const config = makeConfig(root, id, await originOf(root, image, progress), command, options)
  await sweepContainers(root)
  createContainer(root, id, config, { policy, ...(options.rm && { remove: true }) })
  const gid = config.linux?.gidMappings?.[0]?.hostID
  if (gid !== undefined && isRoot()) letThrough(gid, root, join(root, 'containers'), folderOf(root, id))
  if (config.mounts?.some(({ type }) => type === 'volume')) await fill(root, id)
  return id
}

/** Its volumes begin with what the image has; where that cannot be, there is no container. */
async function fill(root: string, id: string): Promise<void> {
  try {
    await whole(async () => {
      if (isRoot()) return fillVolumes(root, look(root, id).container)
      if ((await elsewhere(root, ['fill', id])) !== 0)
        throw new Misuse('its volumes cannot be filled, for the reason above', 125)
    })
  } catch (error) {
    await remove(root, id)
    throw error
  }
}

/** Root of users of its own has to come to what is its own, as the group that it is outside. All others stay out. */
function letThrough(gid: number, ...folders: readonly string[]): void {
  for (const folder of folders) {
    chownSync(folder, 0, gid)
    chmodSync(folder, 0o710)
  }
}
