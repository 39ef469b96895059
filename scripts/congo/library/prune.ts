import { isRoot } from '../../../chapters/11-user/rootless.ts'
import { list, remove } from '../../../chapters/lifecycle.ts'
import { sweepContainers } from '../../../chapters/locks.ts'
import { printedElsewhere } from '../among-users.ts'
import { storeRoot } from '../place.ts'
import * as named from '../volumes.ts'
import type { Where } from './types.ts'

/** Removes all containers that do not run, and with `volumes` then those that no container mounts. Gives each name as it goes. */
export async function* prune({
  root,
  volumes = false,
}: Where & { readonly volumes?: boolean } = {}): AsyncGenerator<string> {
  const store = storeRoot(root)
  if (!isRoot()) {
    const words = ['prune', '--force', ...(volumes ? ['--volumes'] : [])]
    yield* (await printedElsewhere(store, words)).split('\n').filter(Boolean)
    return
  }
  for (const each of await list(store)) {
    if ('error' in each || (each.status !== 'created' && each.status !== 'stopped')) continue
    await remove(store, each.container.id)
    yield each.container.id
  }
  await sweepContainers(store)
  if (!volumes) return
  for (const volume of await named.volumes(store)) {
    if (volume.containers.length > 0) continue
    named.remove(volume)
    yield volume.name
  }
}
