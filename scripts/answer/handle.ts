// The answer's process, as the checker holds it: commands go in, events come out. What it says is a claim, no more.
import type { Inmate } from '../vm/agent/sandbox.ts'
import { startRunner, type Warmed } from '../vm/agent/warm.ts'
import { BUNDLE, type Call, type Command, type Event, MARK, readEvent } from './protocol.ts'

const KEPT = 64 * 1024
const LINE = 1024 * 1024 // no event of ours is longer

export class Answer {
  readonly pid: number
  /** Fulfilled when the process has ended: "exit status 1", "killed by SIGTERM". */
  readonly ended: Promise<string>
  /** What it printed itself, the last 64 KiB of it. */
  printed = ''
  #line = ''
  #calls = 0
  readonly #inmate: Inmate
  readonly #listeners = new Set<(event: Event) => void>()

  /** Gives the waiting process its code. */
  constructor(inmate: Inmate, chapter: string, code: Buffer) {
    this.#inmate = inmate
    this.pid = inmate.pid
    this.ended = inmate
      .wait()
      .then(status => ('code' in status ? `exit status ${status.code}` : `killed by ${status.signal}`))
    inmate.stdin?.on('error', () => undefined) // it ended; `ended` says so
    inmate.stdin?.write(`${JSON.stringify({ name: BUNDLE, chapter, length: code.length })}\n`)
    inmate.stdin?.write(code)
    inmate.stdout?.setEncoding('utf8').on('data', (text: string) => this.#receive(text))
    inmate.stderr?.setEncoding('utf8').on('data', (text: string) => this.#keep(text))
  }

  tell(command: Command): void {
    this.#inmate.stdin?.write(`${JSON.stringify(command)}\n`)
  }

  /** Gives what the function gives. Rejects with what it throws, and where the process ends before. */
  call(wanted: Omit<Call, 'op' | 'call'>): Promise<unknown> {
    const call = ++this.#calls
    return new Promise((resolve, reject) => {
      const hear = (event: Event) => {
        if (!('call' in event) || event.call !== call) return
        this.#listeners.delete(hear)
        if (event.event === 'returned') resolve(event.value)
        else reject(new Error(event.error.message))
      }
      this.listen(hear)
      this.tell({ op: 'call', call, ...wanted })
      void this.ended.then(how => reject(new Error(`the answer's own process ended (${how})`)))
    })
  }

  listen(listener: (event: Event) => void): void {
    this.#listeners.add(listener)
  }

  kill(signal: string): void {
    this.#inmate.kill(signal)
  }

  #receive(text: string): void {
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop()?.slice(-LINE) ?? ''
    for (const line of lines) this.#hear(line)
  }

  #hear(line: string): void {
    const event = line.startsWith(MARK) ? readEvent(line.slice(MARK.length)) : undefined
    if (event === undefined) this.#keep(`${line}\n`)
    else for (const listener of this.#listeners) listener(event)
  }

  #keep(text: string): void {
    this.printed = (this.printed + text).slice(-KEPT)
  }
}

/** An answer in a process that has waited for one, or where none is left in a new one. */
export const startAnswer = async ({ sandbox, runners }: Warmed, chapter: string, code: Buffer): Promise<Answer> =>
  new Answer(runners.shift() ?? (await startRunner(sandbox)), chapter, code)
