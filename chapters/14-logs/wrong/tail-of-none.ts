// wrong: the last 0 lines are all: slice(-0)
// first: chosen
import { entries } from '../../../chapters/14-logs/log.ts'
import { type Choice, type Piece, pieces } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function chosen(all: Iterable<Piece>, { since = '', until = '~', tail = Infinity }: Choice): Piece[] {
  return [...all].filter(({ time }) => time >= since && time < until).slice(-tail)
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
