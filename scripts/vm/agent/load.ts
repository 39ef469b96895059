import type { Readable, Writable } from 'node:stream'
import { judge } from '../../check/judge.ts'
import { perform } from '../../lab/perform.ts'
import type { Channel } from '../frames.ts'
import { readMessages, writeMessage } from '../messages.ts'
import { type Size, stream } from '../protocol.ts'
import { evaluate, lend } from './evaluate.ts'
import type { Steering } from './serve.ts'
import type { Warmed } from './warm.ts'

/** What a bundle's default export is called with, in the agent's own process: as real root, and trusted. */
export class JobContext<Input = unknown, In = unknown, Out = unknown> {
  readonly input: Input
  /** What `warm` made before the snapshot. */
  readonly warmed: Warmed
  readonly #channel: Channel
  readonly #steering: Steering
  #abort: AbortController | undefined

  constructor(input: Input, warmed: Warmed, channel: Channel, steering: Steering) {
    this.input = input
    this.warmed = warmed
    this.#channel = channel
    this.#steering = steering
  }

  /** What the driver sends while the job runs. */
  get messages(): AsyncIterable<In> {
    return readMessages(this.#channel.in(stream.messages)) as AsyncGenerator<In>
  }

  /** Sends the driver a message; resolves when it is on its way. Await it where messages are many. */
  emit(message: Out): Promise<void> {
    return writeMessage(this.#channel.out(stream.messages), message)
  }

  get stdin(): Readable {
    return this.#channel.in(stream.stdin)
  }

  get stdout(): Writable {
    return this.#channel.out(stream.stdout)
  }

  get stderr(): Writable {
    return this.#channel.out(stream.stderr)
  }

  /** Aborted by the driver's `kill`; its reason is the signal's name. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    const abort = this.#abort
    this.#steering.onKill = signal => abort.abort(signal)
    return abort.signal
  }

  /** Calls the listener with each new size of the driver's terminal. */
  onResize(listener: (size: Size) => void): void {
    this.#steering.onResize = listener
  }
}

/** What jobs have in common is here already, and has been rehearsed; by the names that bundleJob() leaves in them. */
const LENT: Readonly<Record<string, object>> = {
  'scripts/check/judge.ts': { judge },
  'scripts/lab/perform.ts': { perform },
}

/** Runs the code, a CommonJS module, and calls its default export. Gives what that returns, which must be JSON. */
export function load(code: string, context: JobContext): unknown {
  const { default: job } = evaluate(code, 'job.cjs', { require: name => LENT[name] ?? lend(name) })
  if (typeof job !== 'function') throw new Error('the bundle has no function as its default export')
  return job(context)
}
