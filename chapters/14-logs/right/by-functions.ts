// right: the pidfd goes to 0 by one copy that is closed behind it; lines are sorted by filter and slice
import { close, compiled, dup3, execve, F_SETFD, fcntl, pidfd_open, type Slot, type Step, setsid, slot } from '#native'
import { type Entry, entries } from '../../../chapters/14-logs/log.ts'
import type { Record } from '../../../chapters/14-logs/record.ts'
import type { Choice, Fate, Kept, Piece, Rotation } from '../../../solutions/14-logs.ts'

export type { Choice, Fate, Kept, Piece, Rotation } from '../../../solutions/14-logs.ts'

export function monitored(
  container: Step,
  pid: Slot,
  kept: Kept,
  rotation: Rotation = {},
  then: readonly string[] = [],
): Step[] {
  const named: [string, number][] = [...Object.entries(kept), ...Object.entries(rotation)]
  const argv = ['monitor', ...named.map(pair => pair.join('='))]
  if (then.length > 0) argv.push('--', ...then)
  const pidfd = slot('first process')
  const keep = Object.values(kept).map((fd: number) => fcntl(fd, F_SETFD, 0))
  return [
    setsid(),
    ...keep,
    { ...container, save: pid },
    { ...pidfd_open(pid), save: pidfd },
    dup3(pidfd, 0),
    close(pidfd),
    execve(compiled('monitor'), argv, []),
  ]
}

const EOL = Buffer.of(10)

export function* pieces(log: Iterable<Entry>): Generator<Piece> {
  const open: { [stream in Piece['stream']]?: Piece } = {}
  for (const { stream, time, partial, bytes } of log) {
    const line = open[stream]
    const whole: Piece = {
      stream,
      time: line?.time ?? time,
      bytes: Buffer.concat([line?.bytes ?? EOL.subarray(1), bytes]),
    }
    if (partial) {
      open[stream] = whole
      continue
    }
    delete open[stream]
    yield { ...whole, bytes: Buffer.concat([whole.bytes, EOL]) }
  }
  yield* Object.values(open)
}

export function chosen(all: Iterable<Piece>, { since, until, tail }: Choice): Piece[] {
  const found = Array.from(all)
    .filter(({ time }) => since === undefined || time >= since)
    .filter(({ time }) => until === undefined || time < until)
  return tail === undefined ? found : found.slice(Math.max(0, found.length - tail))
}

export const fate = (record: Record | undefined, lives: { container: boolean; monitor: boolean }): Fate => {
  if (record === undefined) {
    return lives.container || lives.monitor ? undefined : { unknown: 'nobody has seen its end' }
  }
  const code = 'signal' in record ? record.signal + 128 : record.code
  return { code, oom: record.oom, at: record.at }
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
