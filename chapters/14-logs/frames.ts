// What a client and the monitor say to each other: a letter, four bytes of length, the bytes. native/monitor/clients.c has
// the other side.
import type { Duplex } from 'node:stream'
import type { Size } from '#native'

/** o: standard output, e: standard error, x: the end, as the record tells it. */
export interface Told {
  readonly kind: 'o' | 'e' | 'x'
  readonly bytes: Buffer
}

const HEAD = 5
/** Of what a client sends: more is no frame. */
const MOST = 4096

const frame = (kind: string, bytes: Uint8Array): Buffer => {
  const head = Buffer.alloc(HEAD)
  head.write(kind)
  head.writeUInt32LE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** The frames of input; none for no bytes. */
export function* inputFrames(bytes: Uint8Array): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += MOST) yield frame('i', bytes.subarray(at, at + MOST))
}

/** No more input. */
export const endFrame = (): Buffer => frame('c', new Uint8Array())

/** After the end: what the monitor would start then is not needed. */
export const afterwardsFrame = (): Buffer => frame('a', new Uint8Array())

export const signalFrame = (signal: number): Buffer => frame('s', Uint8Array.of(signal))

export const sizeFrame = ({ columns, rows }: Size): Buffer =>
  frame('w', new Uint8Array(Uint16Array.of(columns, rows).buffer))

/** The frames that come, until the monitor has gone. Rejects where what comes is none of ours. */
export async function* told(monitor: Duplex): AsyncGenerator<Told> {
  let rest = Buffer.alloc(0)
  for await (const chunk of monitor) {
    let all = Buffer.concat([rest, chunk as Buffer])
    while (all.length >= HEAD) {
      const kind = all.toString('latin1', 0, 1)
      if (kind !== 'o' && kind !== 'e' && kind !== 'x') throw new Error('the monitor speaks another language')
      const end = HEAD + all.readUInt32LE(1)
      if (all.length < end) break
      yield { kind, bytes: all.subarray(HEAD, end) }
      all = all.subarray(end)
    }
    rest = all
  }
}
