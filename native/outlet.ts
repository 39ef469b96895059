// What comes out of a pipe, or out of a terminal's master, as a stream.
import { readSync } from 'node:fs'
import { Duplex, type DuplexOptions } from 'node:stream'
import { watch } from './addon.ts'
import { F_GETPIPE_SZ, F_SETFL, O_NONBLOCK, O_RDWR } from './constants.ts'
import { run } from './run.ts'
import { close, fcntl } from './syscalls.ts'

/** Bytes that a terminal may hold for its master. */
const TERMINAL_HOLDS = 128 * 1024

/** As Node documents them; its types have no `writable`. */
type Options = DuplexOptions & { readonly writable?: boolean }

/**
 * Reads a descriptor to its end, at the pace of whoever reads the stream. The end of a pipe waits for all who have it open;
 * where one of them is known to have ended, drain() does not.
 */
export class Outlet extends Duplex {
  protected readonly fd: number
  readonly #bytes = Buffer.allocUnsafe(65536)
  #reading: ReturnType<typeof watch> | undefined
  /** Bytes that are still taken. */
  #most = Infinity
  #over = false

  /** Takes the descriptor over, and closes it when all has been read; without `autoDestroy` by destroy(). */
  constructor(fd: number, options: Options = { writable: false }) {
    super(options)
    run(fcntl(fd, F_SETFL, O_RDWR | O_NONBLOCK))
    this.fd = fd
  }

  /**
   * Whoever wrote has ended: the stream ends with what he has left, though others have his side open, and though they go on
   * writing: it takes no more than there can be.
   */
  drain(): void {
    if (this.destroyed || this.#most !== Infinity) return
    const holds = run({ ...fcntl(this.fd, F_GETPIPE_SZ, 0), allow: ['EBADF'] })
    this.#most = holds > 0 ? holds : TERMINAL_HOLDS
    if (this.#reading !== undefined) this.#take()
  }

  get #draining(): boolean {
    return this.#most !== Infinity
  }

  override _read(): void {
    if (this.#draining) {
      setImmediate(() => this.#take())
      return
    }
    this.#reading ??= watch(this.fd, 'readable', () => this.#take())
  }

  #take(): void {
    if (this.destroyed || this.#over) return
    const room = Math.min(this.#bytes.length, this.#most)
    // EIO: how a master says that nobody has the slave open any more.
    const length = attempt(() => readSync(this.fd, this.#bytes, 0, room, null), {
      EAGAIN: this.#draining ? 0 : -1,
      EIO: 0,
    })
    if (length < 0) return
    this.#most -= length
    if (length > 0 && this.push(Buffer.from(this.#bytes.subarray(0, length)))) return
    this.#pause()
    if (length > 0) return
    this.#over = true
    this.push(null)
    this.ended()
  }

  /** All has been read. */
  protected ended(): void {}

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#over = true
    this.#pause()
    run(close(this.fd))
    done(error)
  }

  #pause(): void {
    this.#reading?.close()
    this.#reading = undefined
  }
}

/** What the call gives, or what stands for its error. */
export function attempt(call: () => number, errors: Record<string, number>): number {
  try {
    return call()
  } catch (error) {
    const instead = errors[(error as NodeJS.ErrnoException).code ?? '']
    if (instead === undefined) throw error
    return instead
  }
}
