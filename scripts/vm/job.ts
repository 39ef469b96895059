import type { Readable, Writable } from 'node:stream'
import type { Channel } from './frames.ts'
import { readMessages, writeMessage } from './messages.ts'
import { type Reply, type Request, type Size, type Steer, stream } from './protocol.ts'

/** What runs in the guest for the driver: a program, or a bundle loaded into the agent. */
export class Job<Result, Out = unknown, In = unknown> {
  readonly stdin: Writable
  /** Not read, it holds up the job as a full pipe would. So for stderr and messages. */
  readonly stdout: Readable
  readonly stderr: Readable
  /** What a loaded bundle emits. Ends before `result` is there. */
  readonly messages: AsyncIterable<Out>
  /** Rejects with the job's own error (`stack` is the guest's), or when the machine ends. Streams may still hold data. */
  readonly result: Promise<Result>
  readonly #channel: Channel

  constructor(channel: Channel, request: Request) {
    this.#channel = channel
    this.stdin = channel.out(stream.stdin)
    this.stdout = channel.in(stream.stdout)
    this.stderr = channel.in(stream.stderr)
    this.messages = readMessages(channel.in(stream.messages)) as AsyncGenerator<Out>
    this.result = this.#result()
    this.result.catch(() => {}) // heard by whoever awaits it
    void writeMessage(channel.out(stream.control), request)
  }

  /** Sends a loaded bundle a message. Resolves when it is on its way, or will never be. */
  send(message: In): Promise<void> {
    return writeMessage(this.#channel.out(stream.messages), message)
  }

  /** Tells a job with a terminal its new size. */
  resize(size: Size): void {
    this.#steer({ resize: size })
  }

  /** Signals a program's whole process group; aborts a loaded bundle's `signal`. */
  kill(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#steer({ kill: signal })
  }

  #steer(steer: Steer): void {
    void writeMessage(this.#channel.out(stream.control), steer)
  }

  async #result(): Promise<Result> {
    const control = this.#channel.in(stream.control)
    for await (const message of readMessages(control)) {
      const reply = message as Reply
      this.#channel.close() // nothing comes after it
      if ('result' in reply) return reply.result as Result
      const { message: text, stack } = reply.error
      throw Object.assign(new Error(text), stack ? { stack } : {})
    }
    throw new Error('the agent ended without an answer')
  }
}
