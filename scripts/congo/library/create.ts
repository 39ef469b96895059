import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import { create as createContainer, folderOf } from '../../../chapters/lifecycle.ts'
import { sweepContainers } from '../../../chapters/locks.ts'
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
  return id
}

/** Root of users of its own has to come to what is its own, as the group that it is outside. All others stay out. */
function letThrough(gid: number, ...folders: readonly string[]): void {
  for (const folder of folders) {
    chownSync(folder, 0, gid)
    chmodSync(folder, 0o710)
  }
}
