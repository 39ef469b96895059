// The answer's process, as the checker holds it: commands go in, events come out. What it says is a claim, no more.
import type { Inmate } from '../vm/agent/sandbox.ts'
import { type Command, type Event, MARK, readEvent } from './protocol.ts'

const KEPT = 64 * 1024
const LINE = 1024 * 1024 // no event of ours is longer

export class Answer {
  readonly pid: number
  /** Fulfilled when the process has ended: "exit status 1", "killed by SIGTERM". */
  readonly ended: Promise<string>
  /** What it printed itself, the last 64 KiB of it. */
  printed = ''
  #line = ''
  readonly #inmate: Inmate
  readonly #listeners = new Set<(event: Event) => void>()

  /** Gives the waiting process its code. `name` is the bundle's file there. */
  constructor(inmate: Inmate, code: Buffer) {
    this.#inmate = inmate
    this.pid = inmate.pid
    this.ended = inmate
      .wait()
      .then(status => ('code' in status ? `exit status ${status.code}` : `killed by ${status.signal}`))
    inmate.stdin?.on('error', () => undefined) // it ended; `ended` says so
    inmate.stdin?.write(`${JSON.stringify({ name: 'answer', length: code.length })}\n`)
    inmate.stdin?.write(code)
    inmate.stdout?.setEncoding('utf8').on('data', (text: string) => this.#receive(text))
    inmate.stderr?.setEncoding('utf8').on('data', (text: string) => this.#keep(text))
  }

  tell(command: Command): void {
    this.#inmate.stdin?.write(`${JSON.stringify(command)}\n`)
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
