import { setTimeout as sleep } from 'node:timers/promises'
import { usage } from '#mechanisms/08-cgroups'
import type { Container } from '../../../chapters/container.ts'
import { list, look } from '../../../chapters/lifecycle.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { Misuse } from '../place.ts'
import { bytes } from '../table.ts'
import type { Verb } from './verb.ts'

/** What `stats --format json` has of each. */
interface Figures {
  readonly id: string
  /** Of one processor, in the last second. */
  readonly cpuPercent: number
  /** Bytes. */
  readonly memory: number
  readonly memoryLimit: number | null
  readonly pids: number
}

const figures: Listing<Figures> = {
  columns: {
    CONTAINER: ({ id }) => id,
    CPU: ({ cpuPercent }) => `${cpuPercent.toFixed(1)} %`,
    MEMORY: ({ memory }) => bytes(memory),
    LIMIT: ({ memoryLimit }) => (memoryLimit === null ? '-' : bytes(memoryLimit)),
    PROCESSES: ({ pids }) => String(pids),
  },
}

interface StatsFlags extends ListFlags {
  readonly stream: boolean
}

const SECOND = 1000 // milliseconds

export const stats: Verb = (program, { root, named, print }) =>
  withListFlags(
    program
      .command('stats [containers...]')
      .description('what running containers use, every second')
      .option('--no-stream', 'once'),
    figures,
  ).action(async (typed: string[], flags: StatsFlags) => {
    const ids = typed.map(named)
    const top = process.stdout.isTTY && flags.stream ? '\x1b[H\x1b[J' : '' // over what stands there
    do {
      const found = await running(root(), ids)
      if (ids.length > 0 && found.length === 0) throw new Misuse(`${typed.join(', ')}: does not run`)
      const before = found.map(c => measured(c))
      await sleep(SECOND)
      const now = found.flatMap((c, i) => compared(c, before[i], measured(c)))
      print(top + listed(now, figures, flags))
    } while (flags.stream)
  })

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

function compared({ id, config }: Container, before: Measured | undefined, now: Measured | undefined): Figures[] {
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
