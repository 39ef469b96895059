import { Readable, Writable } from 'node:stream'

// What driver and agent say to each other on one virtio-serial port: byte streams, many at a time, in channels. Both ends
// run this file. A frame is 8 bytes of head, little-endian, and up to 65535 of payload:
//
//     u32 channel | u8 kind | u8 stream | u16 length | payload
//
// A stream's sender may have WINDOW bytes under way. The receiver grants more (`credit`) as its reader takes them, so a
// job that prints without end, or a reader that sleeps, costs one window of memory at either end and holds up nobody else.

const HEAD = 8
const MAX_PAYLOAD = 0xffff
export const WINDOW = 256 * 1024

const kind = { data: 0, end: 1, credit: 2 } as const
type Kind = (typeof kind)[keyof typeof kind]

export function frame(channel: number, kind: Kind, stream: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD + payload.length)
  bytes.writeUInt32LE(channel, 0)
  bytes.writeUInt8(kind, 4)
  bytes.writeUInt8(stream, 5)
  bytes.writeUInt16LE(payload.length, 6)
  bytes.set(payload, HEAD)
  return bytes
}

/** The bytes of one stream as they come in. Reading them is what lets the sender go on. */
class Incoming extends Readable {
  #room = WINDOW
  #owed = 0
  #ended = false
  readonly #grant: (bytes: number) => void

  constructor(grant: (bytes: number) => void) {
    super()
    this.#grant = grant
    this.on('error', () => {}) // told to whoever reads; nobody need
  }

  accept(bytes: Buffer): void {
    if (bytes.length > this.#room) throw new Error(`${bytes.length} bytes sent where ${this.#room} were allowed`)
    this.#room -= bytes.length
    this.#owed += bytes.length
    if (this.destroyed) this.#pay()
    else this.push(bytes)
  }

  end(): void {
    if (!this.#ended) this.push(null)
    this.#ended = true
  }

  override _read(): void {
    this.#pay()
  }

  // Bytes that nobody will read are thrown away, so that the sender does not wait for ever.
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!error) this.#pay()
    done(error)
  }

  #pay(): void {
    if (this.#owed < WINDOW / 4) return // the sender still has three quarters
    this.#grant(this.#owed)
    this.#room += this.#owed
    this.#owed = 0
  }
}

/** The bytes of one stream as they go out. A write is done when its last byte has been sent. */
class Outgoing extends Writable {
  #credit = WINDOW
  #waiting: Buffer = Buffer.alloc(0)
  #done: () => void = () => {}
  readonly #send: (kind: Kind, payload?: Uint8Array) => void

  constructor(send: (kind: Kind, payload?: Uint8Array) => void) {
    super({ decodeStrings: true })
    this.#send = send
    this.on('error', () => {})
  }

  credit(bytes: number): void {
    this.#credit += bytes
    if (this.#waiting.length > 0) this.#flush()
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#waiting = chunk
    this.#done = done
    this.#flush()
  }

  override _final(done: () => void): void {
    this.#send(kind.end)
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!error && !this.writableFinished) this.#send(kind.end)
    done(error)
  }

  #flush(): void {
    while (this.#waiting.length > 0) {
      const length = Math.min(this.#waiting.length, this.#credit, MAX_PAYLOAD)
      if (length === 0) return
      this.#send(kind.data, this.#waiting.subarray(0, length))
      this.#waiting = this.#waiting.subarray(length)
      this.#credit -= length
    }
    this.#done()
  }
}

/** A numbered set of streams: one job. Each stream runs both ways, and the two ways know nothing of each other. */
export class Channel {
  readonly #incoming = new Map<number, Incoming>()
  readonly #outgoing = new Map<number, Outgoing>()
  readonly #send: (kind: Kind, stream: number, payload?: Uint8Array) => void
  readonly #forget: () => void

  constructor(send: (kind: Kind, stream: number, payload?: Uint8Array) => void, forget: () => void) {
    this.#send = send
    this.#forget = forget
  }

  /** Drops what still comes in for it. What it reads ends, with the error if there is one; what it writes is lost. */
  close(error?: Error): void {
    this.#forget()
    for (const stream of this.#incoming.values()) error ? stream.destroy(error) : stream.end()
    for (const stream of this.#outgoing.values()) stream.destroy(error)
  }

  /** What the other end writes to the stream of this number. */
  in(stream: number): Incoming {
    return this.#take(this.#incoming, stream, () => {
      return new Incoming(bytes => {
        const payload = Buffer.allocUnsafe(4)
        payload.writeUInt32LE(bytes)
        this.#send(kind.credit, stream, payload)
      })
    })
  }

  /** What the other end reads from the stream of this number. */
  out(stream: number): Outgoing {
    return this.#take(this.#outgoing, stream, () => {
      return new Outgoing((kind, payload) => this.#send(kind, stream, payload))
    })
  }

  /** The streams that out() has given. */
  outputs(): Outgoing[] {
    return [...this.#outgoing.values()]
  }

  #take<Stream>(streams: Map<number, Stream>, number: number, make: () => Stream): Stream {
    const stream = streams.get(number) ?? make()
    streams.set(number, stream)
    return stream
  }
}

/** All channels over one port. Feed it what comes in; it writes what goes out, in whole frames. */
export class Link {
  readonly #channels = new Map<number, Channel>()
  readonly #write: (frame: Buffer) => void
  readonly #opened: ((channel: Channel) => void) | undefined
  #last: number
  #rest: Buffer = Buffer.alloc(0)

  /**
   * `opened` is told of each channel that the other end begins; without it, a channel from there is an error. Channels
   * are numbered from `last` + 1, and no number comes twice.
   */
  constructor(write: (frame: Buffer) => void, opened?: (channel: Channel) => void, last = 0) {
    this.#write = write
    this.#opened = opened
    this.#last = last
  }

  /** Begins a channel. The other end learns of it with the first frame. */
  open(): Channel {
    return this.#channel(this.#last + 1)
  }

  /** Takes bytes as they come, cut anywhere. Throws where they are no frames: the link is then of no more use. */
  receive(bytes: Buffer): void {
    let all = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes
    while (all.length >= HEAD) {
      const end = HEAD + all.readUInt16LE(6)
      if (all.length < end) break
      this.#frame(all.readUInt32LE(0), all.readUInt8(4), all.readUInt8(5), all.subarray(HEAD, end))
      all = all.subarray(end)
    }
    this.#rest = all
  }

  /** Ends every stream of every channel with the error. */
  close(error: Error): void {
    for (const channel of [...this.#channels.values()]) channel.close(error)
  }

  #frame(id: number, what: number, stream: number, payload: Buffer): void {
    const channel = this.#channels.get(id) ?? this.#begun(id)
    if (!channel) return // of a channel that has been closed here
    if (what === kind.data) channel.in(stream).accept(payload)
    else if (what === kind.end) channel.in(stream).end()
    else if (what === kind.credit && payload.length === 4) channel.out(stream).credit(payload.readUInt32LE())
    else throw new Error(`not a frame: channel ${id}, kind ${what}, ${payload.length} bytes`)
  }

  #begun(id: number): Channel | undefined {
    if (id <= this.#last) return undefined
    if (!this.#opened) throw new Error(`not a frame: there is no channel ${id}`)
    const channel = this.#channel(id)
    this.#opened(channel)
    return channel
  }

  #channel(id: number): Channel {
    this.#last = id
    const channel = new Channel(
      (kind, stream, payload) => this.#write(frame(id, kind, stream, payload)),
      () => this.#channels.delete(id),
    )
    this.#channels.set(id, channel)
    return channel
  }
}
