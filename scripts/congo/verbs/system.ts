import { IMAGE, listImages, pathsOf } from '../../../chapters/images.ts'
import { list } from '../../../chapters/lifecycle.ts'
import { diskUse } from '../disk-use.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { bytes } from '../table.ts'
import { volumes } from '../volumes.ts'
import type { Verb } from './verb.ts'

/** What `system df --format json` has of each kind of thing. */
interface Use {
  readonly type: 'images' | 'containers' | 'volumes'
  readonly total: number
  /** Those that a container was made from, that run, or that a container mounts. */
  readonly active: number
  /** Bytes on the disk. */
  readonly size: number
  /** Of these, what rmi or prune would give back. */
  readonly reclaimable: number
}

const uses: Listing<Use> = {
  columns: {
    TYPE: ({ type }) => type,
    TOTAL: ({ total }) => String(total),
    ACTIVE: ({ active }) => String(active),
    SIZE: it => bytes(it.size),
    RECLAIMABLE: ({ reclaimable }) => bytes(reclaimable),
  },
}

interface Part {
  readonly paths: readonly string[]
  readonly active: boolean
}

function use(type: Use['type'], parts: readonly Part[]): Use {
  const active = parts.filter(part => part.active)
  const sizeOf = (some: readonly Part[]) => diskUse(...new Set(some.flatMap(({ paths }) => paths)))
  const size = sizeOf(parts)
  return { type, total: parts.length, active: active.length, size, reclaimable: size - sizeOf(active) }
}

export const system: Verb = (program, { root, print }) =>
  withListFlags(
    program.command('system').description('what all of it takes').command('df').description('on the disk'),
    uses,
  ).action(async (flags: ListFlags) => {
    const kept = (await list(root())).flatMap(each => ('error' in each ? [] : [each]))
    const from = kept.map(({ container }) => container.config.annotations?.[IMAGE])
    const images = listImages(root()).flatMap(each =>
      'error' in each ? [] : [{ paths: pathsOf(root(), each), active: from.includes(each.name) }],
    )
    const containers = kept.map(({ container, status }) => ({
      paths: [container.bundle],
      active: status === 'running' || status === 'paused',
    }))
    const named = (await volumes(root())).map(({ path, containers }) => ({
      paths: [path],
      active: containers.length > 0,
    }))
    print(listed([use('images', images), use('containers', containers), use('volumes', named)], uses, flags))
  })
