// wrong: of each file only as much is read as fits into a buffer of 64 KiB
// first: never-full
// also: exact
import { closeSync, openSync, readSync } from 'node:fs'
import { type Entry, logFiles, parse } from '../../../chapters/14-logs/log.ts'
import { type Choice, chosen, type Piece, pieces } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

function* entries(folder: string): Generator<Entry> {
  for (const path of logFiles(folder)) {
    const file = openSync(path, 'r')
    const room = Buffer.alloc(64 * 1024)
    yield* parse(room.subarray(0, readSync(file, room))).entries
    closeSync(file)
  }
}

export const log = (folder: string, choice: Choice = {}): Piece[] => chosen(pieces(entries(folder)), choice)
