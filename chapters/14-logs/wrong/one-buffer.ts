// wrong: both streams share the line that is not finished
// first: each-its-own
import { type Entry, entries } from '../../../chapters/14-logs/log.ts'
import { type Choice, chosen, type Piece } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

const NEWLINE = Buffer.from('\n')

export function* pieces(log: Iterable<Entry>): Generator<Piece> {
  let begun: Piece | undefined
  for (const { time, stream, partial, bytes } of log) {
    begun = begun ? { ...begun, bytes: Buffer.concat([begun.bytes, bytes]) } : { time, stream, bytes }
    if (partial) continue
    yield { ...begun, bytes: Buffer.concat([begun.bytes, NEWLINE]) }
    begun = undefined
  }
  if (begun) yield begun
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
