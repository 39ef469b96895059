// right: classes for a line that is not whole yet and for a choice; the descriptors stay open before the pidfd is in its place
import { compiled, dup3, execve, F_SETFD, fcntl, pidfd_open, type Slot, type Step, setsid, slot } from '#native'
import { type Entry, entries } from '../../../chapters/14-logs/log.ts'
import type { Record } from '../../../chapters/14-logs/record.ts'
import type { Choice, Fate, Kept, Piece, Rotation } from '../../../solutions/14-logs.ts'

export type { Choice, Fate, Kept, Piece, Rotation } from '../../../solutions/14-logs.ts'

function argvOf(kept: Kept, rotation: Rotation, then: readonly string[]): string[] {
  const argv = ['monitor']
  for (const words of [kept, rotation]) for (const [name, value] of Object.entries(words)) argv.push(`${name}=${value}`)
  return then.length === 0 ? argv : argv.concat('--', then)
}

export function monitored(
  container: Step,
  pid: Slot,
  kept: Kept,
  rotation: Rotation = {},
  then: readonly string[] = [],
): Step[] {
  const pidfd = slot('it')
  const steps = [setsid(), { ...container, save: pid }, { ...pidfd_open(pid), save: pidfd }]
  for (const fd of Object.values(kept)) steps.push(fcntl(fd, F_SETFD, 0))
  steps.push(dup3(pidfd, 0), execve(compiled('monitor'), argvOf(kept, rotation, then), []))
  return steps
}

class Line {
  readonly #first: Entry
  readonly #parts: Uint8Array[] = []

  constructor(first: Entry) {
    this.#first = first
  }

  add({ bytes }: Entry): this {
    this.#parts.push(bytes)
    return this
  }

  piece(end: string): Piece {
    const { time, stream } = this.#first
    return { time, stream, bytes: Buffer.concat([...this.#parts, Buffer.from(end)]) }
  }
}

export function* pieces(log: Iterable<Entry>): Generator<Piece> {
  const lines: { [stream: string]: Line } = {}
  for (const entry of log) {
    lines[entry.stream] ??= new Line(entry)
    const line = lines[entry.stream]?.add(entry)
    if (entry.partial || !line) continue
    yield line.piece('\n')
    delete lines[entry.stream]
  }
  for (const line of Object.values(lines)) yield line.piece('')
}

class Last {
  readonly #most: number
  readonly #kept: Piece[] = []

  constructor(most: number) {
    this.#most = most
  }

  take(piece: Piece): void {
    this.#kept.push(piece)
  }

  all(): Piece[] {
    return this.#kept.slice(-this.#most || this.#kept.length)
  }
}

export function chosen(all: Iterable<Piece>, { since, until, tail = Infinity }: Choice): Piece[] {
  const last = new Last(tail)
  for (const piece of all) {
    if (since && piece.time < since) continue
    if (until && piece.time >= until) continue
    last.take(piece)
  }
  return last.all()
}

export function fate(record: Record | undefined, lives: { container: boolean; monitor: boolean }): Fate {
  switch (true) {
    case record !== undefined: {
      const { oom, at, ...how } = record
      return 'code' in how ? { oom, at, code: how.code } : { oom, at, code: how.signal + 128 }
    }
    case lives.monitor:
    case lives.container:
      return undefined
    default:
      return { unknown: 'its monitor has gone without a word' }
  }
}

export function log(folder: string, choice: Choice = {}): Piece[] {
  return chosen(pieces(entries(folder)), choice)
}
