// right: the pidfd is opened into a slot before anything else stays open; the choice is made from the end of the log
import * as n from '#native'
import { type Entry, entries } from '../../../chapters/14-logs/log.ts'
import type { Record } from '../../../chapters/14-logs/record.ts'
import type { Choice, Fate, Kept, Piece, Rotation } from '../../../solutions/14-logs.ts'

export type { Choice, Fate, Kept, Piece, Rotation } from '../../../solutions/14-logs.ts'

export const monitored = (
  container: n.Step,
  pid: n.Slot,
  kept: Kept,
  rotation: Rotation = {},
  then: readonly string[] = [],
): n.Step[] => {
  const [opened, moved] = [n.slot('opened'), n.slot('moved')]
  const all = { ...kept, ...rotation }
  const words = Object.keys(all).map(name => `${name}=${all[name as keyof typeof all]}`)
  const inherited = new Set<number>(Object.values(kept))
  return [
    n.setsid(),
    { ...container, save: pid },
    { ...n.pidfd_open(pid), save: opened },
    { ...n.dup3(opened, 0), save: moved },
    ...[...inherited].map(fd => n.fcntl(fd, n.F_SETFD, 0)),
    n.execve(n.compiled('monitor'), ['monitor', ...words, ...(then.length ? ['--'] : []), ...then], []),
  ]
}

export function pieces(log: Iterable<Entry>): Iterable<Piece> {
  const done: Piece[] = []
  const begun: { stream: Entry['stream']; time: string; parts: Uint8Array[] }[] = []
  for (const { time, stream, partial, bytes } of log) {
    let line = begun.find(each => each.stream === stream)
    if (!line) {
      line = { stream, time, parts: [] }
      begun.push(line)
    }
    line.parts.push(bytes)
    if (partial) continue
    begun.splice(begun.indexOf(line), 1)
    done.push({ stream, time: line.time, bytes: Buffer.concat([...line.parts, Buffer.from('\n')]) })
  }
  const unfinished = begun.map(({ stream, time, parts }) => ({ stream, time, bytes: Buffer.concat(parts) }))
  return [...done, ...unfinished]
}

export function chosen(all: Iterable<Piece>, choice: Choice): Piece[] {
  const found: Piece[] = []
  for (const piece of [...all].reverse()) {
    if (found.length === (choice.tail ?? -1)) break
    const early = choice.since !== undefined && piece.time < choice.since
    const late = choice.until !== undefined && !(piece.time < choice.until)
    if (!early && !late) found.unshift(piece)
  }
  return found
}

const UNKNOWN = 'nobody was there to see how it ended'

export function fate(
  record: Record | undefined,
  { container, monitor }: { container: boolean; monitor: boolean },
): Fate {
  if (!record) return container || monitor ? undefined : { unknown: UNKNOWN }
  const { at, oom } = record
  if ('signal' in record) return { at, oom, code: 128 + record.signal }
  return { at, oom, code: record.code }
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
