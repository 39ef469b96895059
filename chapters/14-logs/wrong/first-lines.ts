// wrong: tail gives the first lines, not the last
// first: chosen
import { entries } from '../../../chapters/14-logs/log.ts'
import { type Choice, type Piece, pieces } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function chosen(all: Iterable<Piece>, { since = '', until = '~', tail = Infinity }: Choice): Piece[] {
  return [...all].filter(({ time }) => time >= since && time < until).slice(0, tail)
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
