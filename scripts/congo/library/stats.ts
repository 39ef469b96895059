import { setTimeout as sleep } from 'node:timers/promises'
import { usage } from '#mechanisms/08-cgroups'
import type { Container } from '../../../chapters/container.ts'
import { list, look } from '../../../chapters/lifecycle.ts'
import { findId, Misuse, storeRoot } from '../place.ts'
import type { Usage, Where } from './types.ts'

const SECOND = 1000 // milliseconds

/** What these containers use, or all that run; it looks for a second. Throws an Error of one line where none of those runs. */
export async function stats(typed: readonly string[] = [], { root }: Where = {}): Promise<Usage[]> {
  const store = storeRoot(root)
  const found = await running(
    store,
    typed.map(each => findId(store, each)),
  )
  if (typed.length > 0 && found.length === 0) throw new Misuse(`${typed.join(', ')}: does not run`)
  const before = found.map(c => measured(c))
  await sleep(SECOND)
  return found.flatMap((c, i) => compared(c, before[i], measured(c)))
}

/** Those of the ids that run, or all that do. */
async function running(root: string, ids: readonly string[]): Promise<Container[]> {
  const kept = ids.length > 0 ? ids.map(id => look(root, id)) : await list(root)
  return kept.flatMap(each =>
    'error' in each || (each.status !== 'running' && each.status !== 'paused') ? [] : [each.container],
  )
}

type Measured = ReturnType<typeof usage> & { readonly at: number }

/** Undefined where it has ended meanwhile. */
function measured(c: Container): Measured | undefined {
  try {
    return { ...usage(c), at: performance.now() }
  } catch (error) {
    if ((error as Error).cause === undefined) throw error // it has no group at all
    return undefined
  }
}

function compared({ id, config }: Container, before: Measured | undefined, now: Measured | undefined): Usage[] {
  if (!before || !now) return []
  const { limit = -1 } = config.linux?.resources?.memory ?? {}
  return [
    {
      id,
      cpuPercent: Math.round((now.cpu - before.cpu) / (now.at - before.at)) / 10,
      memory: now.memory,
      memoryLimit: limit < 0 ? null : limit,
      pids: now.pids,
    },
  ]
}
