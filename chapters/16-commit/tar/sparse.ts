// Files with holes, as GNU tar writes them: a map of where data is, and then the data. "Sparse Formats" in its manual.
import { BLOCK } from './entry.ts'
import { number } from './number.ts'
import type { Source } from './source.ts'

/** So many bytes of data, at that place. */
export interface Piece {
  readonly at: number
  readonly size: number
}

/** More pieces have no use: a file with a hole in every block is a bomb. */
const MOST = 100_000

/** The old format: 4 pieces in the header, and 21 in each block that follows. */
export async function readOldMap(header: Buffer, source: Source): Promise<Piece[]> {
  const map: Piece[] = []
  let block = header
  let [first, count, more] = [386, 4, 482]
  for (;;) {
    for (let i = 0; i < count; i++) {
      const at = first + 24 * i
      if (block[at] !== 0) map.push({ at: number(block, at, 12), size: number(block, at + 12, 12) })
    }
    if (block[more] === 0) return map
    if (map.length > MOST) throw new Error(`a file of more than ${MOST} pieces`)
    block = await source.exactly(BLOCK, 'the map of a file')
    ;[first, count, more] = [0, 21, 504]
  }
}

/** Format 1.0: decimal numbers before the data, a line each: how many pieces; and of each where it is, and its size. */
export async function readMap(source: Source): Promise<Piece[]> {
  let text = ''
  const line = async (): Promise<number> => {
    for (;;) {
      const end = text.indexOf('\n')
      if (end >= 0) {
        const value = Number(text.slice(0, end))
        text = text.slice(end + 1)
        if (!Number.isSafeInteger(value) || value < 0) break
        return value
      }
      if (text.length > BLOCK) break
      text += (await source.ofContent(BLOCK)).toString('latin1')
    }
    throw new Error('the map of a file that cannot be read')
  }
  const count = await line()
  if (count > MOST) throw new Error(`a file of ${count} pieces: at most ${MOST} are read`)
  const map: Piece[] = []
  while (map.length < count) map.push({ at: await line(), size: await line() })
  return map
}

const ZEROS = Buffer.alloc(64 * 1024)

/** The file as it is read: holes are zeros. */
export async function* spread(source: Source, map: readonly Piece[], size: number): AsyncGenerator<Uint8Array> {
  let at = 0
  const hole = function* (end: number) {
    for (; at < end; at += ZEROS.length) yield ZEROS.subarray(0, Math.min(ZEROS.length, end - at))
    at = end
  }
  for (const piece of map) {
    if (piece.at < at || piece.at + piece.size > size) throw new Error('the map of a file goes back, or beyond its end')
    yield* hole(piece.at)
    yield* source.content(piece.size)
    at = piece.at + piece.size
  }
  yield* hole(size)
}
