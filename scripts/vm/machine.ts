import { randomBytes } from 'node:crypto'
import { Problem } from '../cli/problem.ts'
import { cacheFolder } from '../setup/part.ts'
import { Link } from './frames.ts'
import type { Start } from './hardware.ts'
import { Job } from './job.ts'
import type { Exit, Request, Size } from './protocol.ts'
import { startQemu } from './qemu.ts'
import { Qmp } from './qmp.ts'
import { onTerminal } from './shell.ts'

export interface SpawnOptions {
  /** Added to the agent's own. */
  env?: Record<string, string>
  cwd?: string
  /** Gives the program a terminal of this size, as its controlling one; its output is then all on stdout. */
  tty?: Size
}

/** Milliseconds until an emulated machine answers, after a restore and after a boot. */
const USUAL = { restore: 300, boot: 9000 }

/** Bytes that the random pool of the machine's kernel is given. */
export const SEED = 64

// A restored agent remembers the channels of before the snapshot: fewer than this.
const USED_BEFORE = 1000

/** A running virtual machine and the agent in it. When it ends, whatever waits for it rejects with `reason`. */
export class Machine implements AsyncDisposable {
  readonly pid: number
  /** Version of the QEMU that it runs in. */
  readonly qemu: string
  readonly qmp: Qmp
  /** What its random numbers follow from. */
  readonly seed: Buffer
  readonly #link: Link
  /** Resolves when QEMU has ended, to what it said. */
  readonly ended: Promise<string>
  readonly #kill: () => void
  readonly #ready: Promise<{ speed: number }>
  #closed = false
  #answered = false
  #over: Error | undefined

  constructor(start: Start) {
    const { process, qmp, agent, ended } = startQemu(start)
    this.pid = process.pid ?? -1
    this.qemu = start.qemu.version
    this.qmp = new Qmp(qmp)
    this.#link = new Link(frame => agent.write(frame), undefined, start.state === undefined ? 0 : USED_BEFORE)
    this.ended = ended
    this.#kill = () => process.kill('SIGKILL')
    agent.on('data', bytes => this.#receive(bytes))
    void ended.then(how => this.#fail(this.#closed ? 'the machine was closed' : this.#stopped(how)))
    // A machine that is to be saved keeps its far clock, see hardware.ts.
    this.seed = Buffer.from(start.seed ?? randomBytes(SEED))
    if (!start.toSave) this.#ask({ op: 'resume', time: Date.now(), seed: this.seed.toString('base64') })
    this.#ready = this.#untilReady(start.state === undefined ? USUAL.boot : USUAL.restore)
    this.#ready.catch(() => {}) // heard by whoever awaits it
  }

  /** Whether close() was called. */
  get closed(): boolean {
    return this.#closed
  }

  /**
   * Waits until the agent answers. `speed` is how many times longer that took than on the computer on which time-outs were
   * set, and at least 1: multiply time-outs by it.
   */
  ready(): Promise<{ speed: number }> {
    return this.#ready
  }

  /** Runs a program in the guest, outside the sandbox, as root. `result` rejects where it cannot be started. */
  spawn(argv: string[], options: SpawnOptions = {}): Job<Exit> {
    return this.#ask({ op: 'spawn', argv, ...options })
  }

  /**
   * Gives the user an interactive shell in the machine, outside the sandbox, as root; without a terminal it reads stdin.
   * `container` is the process whose namespaces the command `inside` enters.
   */
  shell(container?: number): Promise<Exit> {
    const own = container === undefined ? {} : { CONTAINER: `${container}`, PATH: '/usr/sbin:/usr/bin:/run/congo' }
    const env = { TERM: process.env.TERM ?? 'linux', PS1: 'machine:\\w# ', ...own }
    return onTerminal(tty => this.spawn(['sh'], tty ? { tty, env } : { env: own }))
  }

  /**
   * Loads a bundle, a CommonJS module, into the agent and calls its default export with a JobContext (agent/load.ts), as
   * soon as the machine runs. `result` is what it returns.
   */
  load<Result, Out = unknown, In = unknown>(code: string, input: unknown = null): Job<Result, Out, In> {
    return this.#ask({ op: 'load', code, input })
  }

  /** Ends the machine, whatever runs in it. Nothing of it is left. */
  async close(): Promise<void> {
    this.#closed = true
    this.#kill()
    await this.ended
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #ask<Result, Out = unknown, In = unknown>(request: Request): Job<Result, Out, In> {
    const job = new Job<Result, Out, In>(this.#link.open(), request)
    if (this.#over) this.#link.close(this.#over)
    return job
  }

  async #untilReady(usual: number): Promise<{ speed: number }> {
    const begin = performance.now()
    await this.#ask({ op: 'ready' }).result
    this.#answered = true
    return { speed: Math.max(1, (performance.now() - begin) / usual) }
  }

  /** One that has never answered may have been made from damaged files. */
  #stopped(how: string): string {
    const again = this.#answered ? '' : `\nIf it does so each time, remove ${cacheFolder()}: all in it is made anew`
    return `the virtual machine stopped: ${how}${again}`
  }

  #receive(bytes: Buffer): void {
    try {
      this.#link.receive(bytes)
    } catch (error) {
      this.#fail(`the agent said what makes no sense: ${(error as Error).message}`)
      void this.close()
    }
  }

  #fail(reason: string): void {
    this.#over ??= new Problem(reason, 3)
    this.#link.close(this.#over)
    this.qmp.close(this.#over)
  }
}
