// congo logs: what a container has printed, each stream where it belongs.
import { once } from 'node:events'
import { logs as readLog } from '../library/logs.ts'
import type { Line } from '../library/types.ts'
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

async function showLog(root: string, id: string, { timestamps = false, ...flags }: LogFlags): Promise<void> {
  const choice = {
    ...(flags.since !== undefined && { since: time('--since', flags.since) }),
    ...(flags.until !== undefined && { until: time('--until', flags.until) }),
    ...(flags.tail !== undefined && flags.tail !== 'all' && { tail: count(flags.tail) }),
  }
  for await (const line of readLog(id, { root, follow: flags.follow === true, ...choice }))
    await print(line, timestamps)
}

async function print({ time, stream, bytes }: Line, timestamps: boolean): Promise<void> {
  const out = stream === 'stdout' ? process.stdout : process.stderr
  const before = `${stream === 'monitor' ? 'congo logs: ' : ''}${timestamps ? `${time} ` : ''}`
  if (!out.write(Buffer.concat([Buffer.from(before), bytes]))) await once(out, 'drain')
}

/** "2026-11-25T10:00:00Z", or so long ago: "10m", "2h", "90s". */
function time(flag: string, typed: string): Date {
  const [, number, unit = 's'] = /^(\d+)([smhd])$/.exec(typed) ?? []
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1
  const found = number === undefined ? Date.parse(typed) : Date.now() - Number(number) * seconds * 1000
  if (Number.isNaN(found))
    throw new Misuse(`${flag} ${typed}: write a time, 2026-11-25T10:00:00Z, or how long ago: 10m`)
  return new Date(found)
}

function count(typed: string): number {
  if (!/^\d+$/.test(typed)) throw new Misuse(`--tail ${typed}: a number of lines is wanted, or all`)
  return Number(typed)
}
