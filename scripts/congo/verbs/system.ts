import { list } from '../../../chapters/lifecycle.ts'
import { diskUse } from '../disk-use.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { bytes } from '../table.ts'
import { volumes } from '../volumes.ts'
import type { Verb } from './verb.ts'

/** What `system df --format json` has of each kind of thing. */
interface Use {
  readonly type: 'containers' | 'volumes'
  readonly total: number
  /** Those that run, or that a container mounts. */
  readonly active: number
  /** Bytes on the disk. */
  readonly size: number
  /** Of these, what prune would give back. */
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
  readonly path: string
  readonly active: boolean
}

function use(type: Use['type'], parts: readonly Part[]): Use {
  const active = parts.filter(part => part.active)
  const all = diskUse(...parts.map(({ path }) => path))
  return {
    type,
    total: parts.length,
    active: active.length,
    size: all,
    reclaimable: all - diskUse(...active.map(({ path }) => path)),
  }
}

export const system: Verb = (program, { root, print }) =>
  withListFlags(
    program.command('system').description('what all of it takes').command('df').description('on the disk'),
    uses,
  ).action(async (flags: ListFlags) => {
    const containers = (await list(root())).flatMap(each =>
      'error' in each
        ? []
        : [{ path: each.container.bundle, active: each.status === 'running' || each.status === 'paused' }],
    )
    const named = (await volumes(root())).map(({ path, containers }) => ({ path, active: containers.length > 0 }))
    print(listed([use('containers', containers), use('volumes', named)], uses, flags))
  })
