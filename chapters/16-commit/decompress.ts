// What an archive is packed in is told by its first bytes, not by what somebody says of it.
import { PassThrough, pipeline, Readable, type Transform } from 'node:stream'
import * as zlib from 'node:zlib'

const GZIP = Buffer.from('1f8b', 'hex')
const ZSTD = Buffer.from('28b52ffd', 'hex')

/** The bytes of an archive that is packed by gzip, by zstd (with Node 22.15 or later), or not at all. */
export async function* decompress(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  let begin = Buffer.alloc(0)
  while (begin.length < ZSTD.length) {
    const { value, done } = await pieces.next()
    if (done) break
    begin = Buffer.concat([begin, value])
  }
  const whole = async function* () {
    yield begin
    yield* { [Symbol.asyncIterator]: () => pieces }
  }
  yield* pipeline(Readable.from(whole()), unpackerOf(begin), () => undefined) // an error comes out of what is yielded
}

function unpackerOf(begin: Buffer): Transform {
  if (begin.subarray(0, 2).equals(GZIP)) return zlib.createGunzip()
  if (!begin.equals(ZSTD) && !begin.subarray(0, 4).equals(ZSTD)) return new PassThrough()
  if ('createZstdDecompress' in zlib) return (zlib.createZstdDecompress as () => Transform)()
  throw new Error('this is packed by zstd, which Node knows from 22.15 on; use that, or an archive packed by gzip')
}
