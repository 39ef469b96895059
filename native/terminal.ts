// Pseudo-terminals: a program has the slave for its terminal, whoever has the master sees and types. pty(7)
import { writeSync } from 'node:fs'
import { watch } from './addon.ts'
import { AT_FDCWD, O_CLOEXEC, O_NOCTTY, O_RDWR, TIOCGPTPEER, TIOCSPTLCK, TIOCSWINSZ } from './constants.ts'
import { attempt, Outlet } from './outlet.ts'
import { run } from './run.ts'
import { type Block, block } from './step.ts'
import { ioctl, openat } from './syscalls.ts'

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
export class Terminal extends Outlet {
  #writing: ReturnType<typeof watch> | undefined
  /** Of the piece that waits until there is room for it. */
  #written: (() => void) | undefined
  #over = false

  /** Takes the descriptor of a master over, and closes it when all has been read; without `autoDestroy` by destroy(). */
  constructor(master: number, { autoDestroy = true } = {}) {
    super(master, { allowHalfOpen: false, autoDestroy })
  }

  /** The kernel tells the program by SIGWINCH. Does nothing once the terminal is closed. */
  resize(size: Size): void {
    if (!this.destroyed) run(ioctl(this.fd, TIOCSWINSZ, winsize(size)))
  }

  /** Nobody reads any more what is still to be written. */
  protected override ended(): void {
    this.#stop()
    this.#written?.()
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const length = this.#over
      ? chunk.length
      : attempt(() => writeSync(this.fd, chunk), { EAGAIN: 0, EIO: chunk.length })
    if (length === chunk.length) {
      done()
      return
    }
    this.#written = () => {
      this.#written = undefined
      this._write(chunk.subarray(length), encoding, done)
    }
    this.#writing = watch(this.fd, 'writable', () => {
      this.#writing?.close()
      this.#writing = undefined
      this.#written?.()
    })
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stop()
    super._destroy(error, done)
  }

  #stop(): void {
    this.#over = true
    this.#writing?.close()
    this.#writing = undefined
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
