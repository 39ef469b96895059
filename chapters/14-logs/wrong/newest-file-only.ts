// wrong: of the files of the log only the newest is read
// first: turned
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '../../../chapters/14-logs/log.ts'
import { type Choice, chosen, type Piece, pieces } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export const log = (folder: string, choice: Choice = {}): Piece[] =>
  chosen(pieces(parse(readFileSync(join(folder, 'log'))).entries), choice)
