// wrong: a line gets the time of its last part
// first: each-its-own
import { type Entry, entries } from '../../../chapters/14-logs/log.ts'
import { type Choice, chosen, type Piece } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

const NEWLINE = Buffer.from('\n')

export function* pieces(log: Iterable<Entry>): Generator<Piece> {
  const begun = new Map<Piece['stream'], Buffer[]>()
  for (const { time, stream, partial, bytes } of log) {
    const line = begun.get(stream) ?? []
    line.push(bytes)
    begun.set(stream, line)
    if (partial) continue
    begun.delete(stream)
    yield { time, stream, bytes: Buffer.concat([...line, NEWLINE]) }
  }
  for (const [stream, parts] of begun) yield { time: '', stream, bytes: Buffer.concat(parts) }
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
