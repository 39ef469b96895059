// congo logs: what a container has printed, each stream where it belongs.
import { once } from 'node:events'
import { log, type Piece } from '#mechanisms/14-logs'
import { lives } from '#mechanisms/15-lifecycle'
import { follow } from '../../../chapters/14-logs/follow.ts'
import type { Entry } from '../../../chapters/14-logs/log.ts'
import { look } from '../../../chapters/lifecycle.ts'
import { Misuse } from '../place.ts'
import type { Verb } from './verb.ts'

interface LogFlags {
  readonly follow?: boolean
  readonly timestamps?: boolean
  readonly tail?: string
  readonly since?: string
  readonly until?: string
}

export const logs: Verb = (program, { root, named }) =>
  program
    .command('logs <container>')
    .description('shows what a container has printed')
    .option('-f, --follow', 'and what it will print, until it ends')
    .option('-t, --timestamps', 'with the time of each line')
    .option('-n, --tail <lines>', 'only so many, the last ones')
    .option('--since <time>', 'only what came then or later')
    .option('--until <time>', 'only what came before')
    .action((typed: string, flags: LogFlags) => showLog(root(), named(typed), flags))

/** Prints it. With `follow` until the container has ended and all is printed, or until `until`. */
async function showLog(root: string, id: string, flags: LogFlags): Promise<void> {
  const {
    container: { bundle },
    state: { monitor },
  } = look(root, id)
  const choice = {
    ...(flags.since !== undefined && { since: stamp('--since', flags.since) }),
    ...(flags.until !== undefined && { until: stamp('--until', flags.until) }),
    ...(flags.tail !== undefined && flags.tail !== 'all' && { tail: count(flags.tail) }),
  }
  const { timestamps = false } = flags
  if (!flags.follow) {
    for (const piece of log(bundle, choice)) await print(piece, timestamps)
    return
  }
  // The last of them, and then all that comes.
  const { tail, since = '', until } = choice
  let skip = tail === undefined ? 0 : Math.max(0, log(bundle, { since }).length - tail)
  for await (const entry of follow(bundle, () => !lives(monitor))) {
    if (entry.time < since) continue
    if (until !== undefined && entry.time >= until) return
    if (skip > 0) {
      if (!entry.partial) skip--
      continue
    }
    await print(whole(entry), timestamps)
  }
}

/** An entry as it comes: of a line that goes on the part that is there. */
const whole = ({ partial, bytes, ...rest }: Entry): Piece => ({
  ...rest,
  bytes: partial ? bytes : Buffer.concat([bytes, Buffer.from('\n')]),
})

async function print({ time, stream, bytes }: Piece, timestamps: boolean): Promise<void> {
  const out = stream === 'stdout' ? process.stdout : process.stderr
  const before = `${stream === 'monitor' ? 'congo logs: ' : ''}${timestamps ? `${time} ` : ''}`
  if (!out.write(Buffer.concat([Buffer.from(before), bytes]))) await once(out, 'drain')
}

/** A time as the log has it: "2026-11-25T10:00:00Z", or so long ago: "10m", "2h", "90s". */
function stamp(flag: string, typed: string): string {
  const [, number, unit = 's'] = /^(\d+)([smhd])$/.exec(typed) ?? []
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1
  const time = number === undefined ? Date.parse(typed) : Date.now() - Number(number) * seconds * 1000
  if (Number.isNaN(time)) throw new Misuse(`${flag} ${typed}: write a time, 2026-11-25T10:00:00Z, or how long ago: 10m`)
  return new Date(time).toISOString().replace('Z', '000000Z')
}

function count(typed: string): number {
  if (!/^\d+$/.test(typed)) throw new Misuse(`--tail ${typed}: a number of lines is wanted, or all`)
  return Number(typed)
}
