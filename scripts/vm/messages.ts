import type { Readable, Writable } from 'node:stream'

const LIMIT = 64 * 1024 * 1024

/** The JSON values that a stream brings, one a line, until it ends. Throws for a line that is none, or over 64 MiB. */
export async function* readMessages(stream: Readable): AsyncGenerator<unknown, void, undefined> {
  let pieces: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end))
      yield JSON.parse(Buffer.concat(pieces).toString())
      pieces = []
      length = 0
      start = end + 1
    }
    pieces.push(chunk.subarray(start))
    length += chunk.length - start
    if (length > LIMIT) throw new Error(`a message of more than ${LIMIT} bytes`)
  }
}

/** Writes one value; resolves when it has been sent, or when the stream has closed and it is lost. */
export function writeMessage(stream: Writable, message: unknown): Promise<void> {
  return new Promise(resolve => stream.write(`${JSON.stringify(message)}\n`, () => resolve()))
}
