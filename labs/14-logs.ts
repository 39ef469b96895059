// Your lab for chapters/14-logs: 4 holes to fill.
//   npm run lab 14-logs      runs it in the machine and shows what happened
//   npm run check 14-logs    has the kernel judge it

// Chapter 14: a parent that stays, what it keeps of the output, and how the end is known.
import { compiled, dup3, execve, F_SETFD, fcntl, pidfd_open, type Slot, type Step, setsid, slot } from '#native'
import { type Entry, entries } from '../chapters/14-logs/log.ts'
import type { Record } from '../chapters/14-logs/record.ts'
import { hole } from '../chapters/hole.ts'

/** Descriptors that the monitor is to have, open here already; native/monitor/monitor.c says what each is for. */
export interface Kept {
  readonly dir: number
  readonly ready: number
  readonly stdin?: number
  readonly stdout?: number
  readonly stderr?: number
  readonly console?: number
  readonly client?: number
  readonly cgroup?: number
}

/** Of the log: bytes before it is turned, and how many files are kept. */
export interface Rotation {
  readonly size?: number
  readonly files?: number
}

/**
 * The program of a process that clones the container and becomes the monitor: a parent that stays, whatever becomes of us.
 * `pid` takes the number of the container's first process; `then` is what the monitor starts when it has recorded the end.
 */
export function monitored(
  container: Step,
  pid: Slot,
  kept: Kept,
  rotation: Rotation = {},
  then: readonly string[] = [],
): Step[] {
  const pidfd = slot('pidfd')
  const words = Object.entries({ ...kept, ...rotation }).map(([name, value]) => `${name}=${value}`)
  const argv = ['monitor', ...words, ...(then.length > 0 ? ['--', ...then] : [])]
  return [
    setsid(), // no Ctrl-C at our terminal reaches it
    { ...container, save: pid },
    // hole 1: open a pidfd of the container, { ...pidfd_open(pid), save: pidfd }, and copy it to descriptor 0, where the
    //   monitor looks for it (dup3). Every descriptor in `kept` stays open across execve: fcntl(fd, F_SETFD, 0) for each.
    //   Then become the monitor: execve(compiled('monitor'), argv, [])
    hole(1),
  ]
}

/** A piece of output: bytes of one stream that belong together, with the time at which the first of them came. */
export interface Piece {
  readonly time: string
  readonly stream: Entry['stream']
  readonly bytes: Buffer
}

/**
 * The output that the log holds, in its order. An entry holds a line without its end; one that is marked as partial is
 * continued by the next entry of its stream. What is partial at the end of the log was the last of its stream.
 */
export function* pieces(log: Iterable<Entry>): Generator<Piece> {
  const begun = new Map<Piece['stream'], { time: string; parts: Buffer[] }>()
  for (const { time, stream, partial, bytes } of log) {
    // hole 2: add these bytes to the line that has begun on this stream (begun.get), or begin one, with this time. If more
    //   is to come (partial), keep it there. If not, yield the line: the time of its first part, all bytes, and a NEWLINE
    hole(2)
  }
  for (const [stream, { time, parts }] of begun) yield { time, stream, bytes: Buffer.concat(parts) }
}

const NEWLINE = Buffer.from('\n')

export interface Choice {
  /** Only what came at this time or later: RFC 3339, in UTC, as in the log. */
  readonly since?: string
  /** Only what came before it. */
  readonly until?: string
  /** Only so many lines, the last ones. */
  readonly tail?: number
}

/** The pieces that were asked for. */
export function chosen(all: Iterable<Piece>, { since = '', until, tail = Infinity }: Choice): Piece[] {
  // hole 3: those from `since` on and before `until` (times of this form are compared as strings); of them the last `tail`
  return hole(3)
}

/** How a container came to its end; undefined while it runs. */
export type Fate = { code: number; oom: boolean; at: string } | { unknown: string } | undefined

/**
 * From the record that the monitor has left, if it has; `lives` tells whether the container's first process is there.
 * Without a monitor nobody has waited for it: how it ended is then nobody's knowledge, and must not be guessed.
 */
export function fate(record: Record | undefined, lives: { container: boolean; monitor: boolean }): Fate {
  // hole 4: with a record { code, oom, at }; it has a `code`, or else a `signal`, which counts as code 128 + signal. Without
  //   one: undefined while the container or its monitor lives; where both have gone { unknown: why, in words }
  return hole(4)
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
