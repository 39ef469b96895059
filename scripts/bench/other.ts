import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** A program of ours in C that stays; `turn` has it spawn once, and gives the milliseconds that it measured. */
export class Other {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: Interface

  constructor(program: string, args: string[]) {
    this.#process = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#process.stdout })
  }

  async turn(): Promise<number> {
    this.#process.stdin.write('.')
    const [line] = await once(this.#lines, 'line')
    return Number(line) / 1e6
  }

  [Symbol.dispose](): void {
    this.#process.stdin.end()
  }
}
