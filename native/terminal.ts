// Pseudo-terminals: a program has the slave for its terminal, whoever has the master sees and types. pty(7)
import { closeSync, readSync, writeSync } from 'node:fs'
import { Duplex } from 'node:stream'
import { watch } from './addon.ts'
import {
  AT_FDCWD,
  F_SETFL,
  O_CLOEXEC,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDWR,
  TIOCGPTPEER,
  TIOCSPTLCK,
  TIOCSWINSZ,
} from './constants.ts'
import { run } from './run.ts'
import { type Block, block } from './step.ts'
import { fcntl, ioctl, openat } from './syscalls.ts'

/** Of a terminal, in characters. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** struct winsize, for TIOCSWINSZ. */
export const winsize = ({ columns, rows }: Size): Block =>
  block(new Uint8Array(Uint16Array.of(rows, columns, 0, 0).buffer))

/**
 * The stream of a master. Node's own streams lose the last words of a terminal that hangs up; this one reads until EIO,
 * which is how a master says that nobody has the slave open any more.
 */
export class Terminal extends Duplex {
  readonly #master: number
  readonly #bytes = Buffer.alloc(65536)
  #reading: ReturnType<typeof watch> | undefined
  #writing: ReturnType<typeof watch> | undefined
  /** Of the piece that waits until there is room for it. */
  #written: (() => void) | undefined
  #draining = false
  #over = false

  /** Takes the descriptor of a master over, and closes it when all has been read; without `autoDestroy` by destroy(). */
  constructor(master: number, { autoDestroy = true } = {}) {
    super({ allowHalfOpen: false, autoDestroy })
    run(fcntl(master, F_SETFL, O_RDWR | O_NONBLOCK))
    this.#master = master
  }

  /** The kernel tells the program by SIGWINCH. Does nothing once the terminal is closed. */
  resize(size: Size): void {
    if (!this.destroyed) run(ioctl(this.#master, TIOCSWINSZ, winsize(size)))
  }

  /** The program has ended: the stream ends with what it has left, whoever else has the slave open. */
  drain(): void {
    this.#draining = true
    if (this.#reading !== undefined) this.#take()
  }

  override _read(): void {
    if (this.#draining) {
      setImmediate(() => this.#take())
      return
    }
    this.#reading ??= watch(this.#master, 'readable', () => this.#take())
  }

  #take(): void {
    if (this.destroyed || this.#over) return
    const length = attempt(() => readSync(this.#master, this.#bytes), { EAGAIN: this.#draining ? 0 : -1, EIO: 0 })
    if (length < 0) return
    if (length > 0 && this.push(Buffer.from(this.#bytes.subarray(0, length)))) return
    this.#pause()
    if (length === 0) this.#end()
  }

  /** Nobody reads any more what is still to be written. */
  #end(): void {
    this.#over = true
    this.push(null)
    this.#writing?.close()
    this.#writing = undefined
    this.#written?.()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const length = this.#over
      ? chunk.length
      : attempt(() => writeSync(this.#master, chunk), { EAGAIN: 0, EIO: chunk.length })
    if (length === chunk.length) {
      done()
      return
    }
    this.#written = () => {
      this.#written = undefined
      this._write(chunk.subarray(length), encoding, done)
    }
    this.#writing = watch(this.#master, 'writable', () => {
      this.#writing?.close()
      this.#writing = undefined
      this.#written?.()
    })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#over = true
    this.#pause()
    this.#writing?.close()
    this.#writing = undefined
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

/** A terminal of this size, which the caller destroys, and a descriptor of its slave, which the caller closes. openpty(3) */
export function openpty(size: Size): { terminal: Terminal; slave: number } {
  const master = run(openat(AT_FDCWD, '/dev/ptmx', O_RDWR | O_NOCTTY | O_CLOEXEC))
  run(ioctl(master, TIOCSPTLCK, block(4)))
  const slave = run(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC))
  const terminal = new Terminal(master, { autoDestroy: false })
  terminal.resize(size)
  return { terminal, slave }
}
