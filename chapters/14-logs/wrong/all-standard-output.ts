// wrong: every line is said to be of standard output
// first: streams
// also: exact, each-its-own, chosen, turned, terminal
import { type Entry, entries } from '../../../chapters/14-logs/log.ts'
import { type Choice, chosen, type Piece } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

const NEWLINE = Buffer.from('\n')

export function* pieces(log: Iterable<Entry>): Generator<Piece> {
  const begun = new Map<Piece['stream'], { time: string; parts: Buffer[] }>()
  for (const { time, stream, partial, bytes } of log) {
    const line = begun.get(stream) ?? { time, parts: [] }
    line.parts.push(bytes)
    begun.set(stream, line)
    if (partial) continue
    begun.delete(stream)
    yield { time: line.time, stream: 'stdout', bytes: Buffer.concat([...line.parts, NEWLINE]) }
  }
  for (const [stream, { time, parts }] of begun) yield { time, stream, bytes: Buffer.concat(parts) }
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
