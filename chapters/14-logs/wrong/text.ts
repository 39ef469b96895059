// wrong: output is taken for text in UTF-8, and bytes that are none become question marks
// first: exact
import { type Entry, entries } from '../../../chapters/14-logs/log.ts'
import { type Choice, chosen, type Piece } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function* pieces(log: Iterable<Entry>): Generator<Piece> {
  const begun = new Map<Piece['stream'], { time: string; parts: string[] }>()
  for (const { time, stream, partial, bytes } of log) {
    const line = begun.get(stream) ?? { time, parts: [] }
    line.parts.push(bytes.toString())
    begun.set(stream, line)
    if (partial) continue
    begun.delete(stream)
    yield { time: line.time, stream, bytes: Buffer.from(`${line.parts.join('')}\n`) }
  }
  for (const [stream, { time, parts }] of begun) yield { time, stream, bytes: Buffer.from(parts.join('')) }
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
