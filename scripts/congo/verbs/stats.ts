import { stats as measured } from '../library/stats.ts'
import type { Usage } from '../library/types.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { bytes } from '../table.ts'
import type { Verb } from './verb.ts'

const figures: Listing<Usage> = {
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

export const stats: Verb = (program, { root, print }) =>
  withListFlags(
    program
      .command('stats [containers...]')
      .description('what running containers use, every second')
      .option('--no-stream', 'once'),
    figures,
  ).action(async (typed: string[], flags: StatsFlags) => {
    const top = process.stdout.isTTY && flags.stream ? '\x1b[H\x1b[J' : '' // over what stands there
    do print(top + listed(await measured(typed, { root: root() }), figures, flags))
    while (flags.stream)
  })
