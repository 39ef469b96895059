import { IMAGE, listImages, pathsOf } from '../../../chapters/images.ts'
import { list } from '../../../chapters/lifecycle.ts'
import { diskUse } from '../disk-use.ts'
import { storeRoot } from '../place.ts'
import * as named from '../volumes.ts'
import type { DiskUse, Where } from './types.ts'

/** What images, containers and volumes take on the disk. */
export async function df({ root }: Where = {}): Promise<DiskUse[]> {
  const store = storeRoot(root)
  const kept = (await list(store)).flatMap(each => ('error' in each ? [] : [each]))
  const from = kept.map(({ container }) => container.config.annotations?.[IMAGE])
  const images = listImages(store).flatMap(each =>
    'error' in each ? [] : [{ paths: pathsOf(store, each), active: from.includes(each.name) }],
  )
  const containers = kept.map(({ container, status }) => ({
    paths: [container.bundle],
    active: status === 'running' || status === 'paused',
  }))
  const volumes = (await named.volumes(store)).map(({ path, containers }) => ({
    paths: [path],
    active: containers.length > 0,
  }))
  return [use('images', images), use('containers', containers), use('volumes', volumes)]
}

interface Part {
  readonly paths: readonly string[]
  readonly active: boolean
}

function use(type: DiskUse['type'], parts: readonly Part[]): DiskUse {
  const active = parts.filter(part => part.active)
  const sizeOf = (some: readonly Part[]) => diskUse(...new Set(some.flatMap(({ paths }) => paths)))
  const size = sizeOf(parts)
  return { type, total: parts.length, active: active.length, size, reclaimable: size - sizeOf(active) }
}
