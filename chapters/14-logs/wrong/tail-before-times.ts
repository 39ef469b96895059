// wrong: the last lines are counted before those of other times are left out
// first: chosen
import { entries } from '../../../chapters/14-logs/log.ts'
import { type Choice, type Piece, pieces } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function chosen(all: Iterable<Piece>, { since = '', until = '~', tail = Infinity }: Choice): Piece[] {
  const last = tail === 0 ? [] : [...all].slice(-tail)
  return last.filter(({ time }) => time >= since && time < until)
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
