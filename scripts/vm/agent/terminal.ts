import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { block, ioctl, run, TIOCGPTPEER, TIOCSPTLCK, TIOCSWINSZ, watch } from '#native'
import type { Size } from '../protocol.ts'

const OPEN = constants.O_RDWR | constants.O_NOCTTY

/**
 * A pseudo-terminal: the stream is its master, `slave` a descriptor for the program. Node's own streams lose the last words of
 * a terminal that hangs up; this one reads until EIO, which is how a master says that nobody has it open any more. pty(7)
 */
export class Terminal extends Duplex {
  readonly slave: number
  readonly #master = openSync('/dev/ptmx', OPEN | constants.O_NONBLOCK)
  readonly #bytes = Buffer.alloc(65536)
  #reading: ReturnType<typeof watch> | undefined

  constructor(size: Size) {
    super()
    run(ioctl(this.#master, TIOCSPTLCK, block(4)))
    this.slave = run(ioctl(this.#master, TIOCGPTPEER, OPEN))
    this.resize(size)
  }

  /** The kernel tells the program by SIGWINCH. */
  resize({ columns, rows }: Size): void {
    const size = Buffer.from(Uint16Array.of(rows, columns, 0, 0).buffer) // struct winsize
    run(ioctl(this.#master, TIOCSWINSZ, block(size)))
  }

  override _read(): void {
    this.#reading ??= watch(this.#master, 'readable', () => {
      const length = attempt(() => readSync(this.#master, this.#bytes), { EAGAIN: -1, EIO: 0 })
      if (length < 0) return
      if (length > 0 && this.push(Buffer.from(this.#bytes.subarray(0, length)))) return
      this.#pause()
      if (length === 0) this.push(null)
    })
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const length = attempt(() => writeSync(this.#master, chunk), { EAGAIN: 0, EIO: chunk.length })
    if (length === chunk.length) {
      done()
      return
    }
    const watching = watch(this.#master, 'writable', () => {
      watching.close()
      this._write(chunk.subarray(length), encoding, done)
    })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#pause()
    closeSync(this.#master)
    done(error)
  }

  #pause(): void {
    this.#reading?.close()
    this.#reading = undefined
  }
}

/** What the call gives, or what stands for its error. */
function attempt(call: () => number, errors: Record<string, number>): number {
  try {
    return call()
  } catch (error) {
    const instead = errors[(error as NodeJS.ErrnoException).code ?? '']
    if (instead === undefined) throw error
    return instead
  }
}
