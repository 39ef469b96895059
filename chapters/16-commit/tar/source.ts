// Bytes that come in pieces of any size, taken in pieces of the size that is wanted.

export class Source {
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>
  #piece: Buffer = Buffer.alloc(0)
  /** Bytes of the present content that are still to come. */
  left = 0

  constructor(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#pieces = Symbol.asyncIterator in bytes ? bytes[Symbol.asyncIterator]() : bytes[Symbol.iterator]()
  }

  /** What is there, at most so many bytes, at least one; nothing at the end. */
  async #next(most: number): Promise<Buffer> {
    while (this.#piece.length === 0) {
      const { value, done } = await this.#pieces.next()
      if (done) return this.#piece
      this.#piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
    const part = this.#piece.subarray(0, most)
    this.#piece = this.#piece.subarray(part.length)
    return part
  }

  /** So many bytes; fewer only at the end. */
  async some(size: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let got = 0; got < size; ) {
      const part = await this.#next(size - got)
      if (part.length === 0) break
      got += part.length
      parts.push(part)
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
  }

  /** Throws an Error of one line where the end comes before. */
  async exactly(size: number, what: string): Promise<Buffer> {
    const bytes = await this.some(size)
    if (bytes.length < size) throw new Error(`the archive ends in the middle of ${what}`)
    return bytes
  }

  /** So many bytes of the content. */
  async ofContent(size: number): Promise<Buffer> {
    if (size > this.left) throw new Error('the content of a file ends too early')
    this.left -= size
    return this.exactly(size, 'a file')
  }

  /** The rest of the content. */
  async *content(most = Infinity): AsyncGenerator<Uint8Array> {
    for (let wanted = Math.min(most, this.left); wanted > 0; ) {
      const piece = await this.#next(wanted)
      if (piece.length === 0) throw new Error('the archive ends in the middle of a file')
      wanted -= piece.length
      this.left -= piece.length
      yield piece
    }
  }

  async skip(): Promise<void> {
    for await (const _ of this.content());
  }

  /** What comes after an archive is part of it for whoever counts or hashes its bytes. */
  async toEnd(): Promise<void> {
    while ((await this.#next(Infinity)).length > 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pieces.return?.()
  }
}
