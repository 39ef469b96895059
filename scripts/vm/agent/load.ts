import { writeFile } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import type { Channel } from '../frames.ts'
import { readMessages, writeMessage } from '../messages.ts'
import { stream } from '../protocol.ts'
import type { Warmed } from './warm.ts'

/** What a bundle's default export is called with, in the agent's own process: as real root, and trusted. */
export interface JobContext<Input = unknown, In = unknown, Out = unknown> {
  readonly input: Input
  /** What the driver sends while the job runs. */
  readonly messages: AsyncIterable<In>
  /** Sends the driver a message; resolves when it is on its way. Await it where messages are many. */
  emit(message: Out): Promise<void>
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** Aborted by the driver's `kill`; its reason is the signal's name. */
  readonly signal: AbortSignal
  /** Told of each new size of the driver's terminal. */
  onResize: (size: { columns: number; rows: number }) => void
  /** What `warm` made before the snapshot. */
  readonly warmed: Warmed
}

let count = 0

/** Imports the code, an ES module, and calls its default export. Gives what that returns, which must be JSON. */
export async function load(code: string, channel: Channel, context: Omit<JobContext, StreamNames>): Promise<unknown> {
  const file = `${import.meta.dirname}/job-${++count}.mjs`
  await writeFile(file, code)
  const { default: job } = await import(pathToFileURL(file).href)
  if (typeof job !== 'function') throw new Error('the bundle has no function as its default export')
  return await job(
    Object.assign(context, {
      messages: readMessages(channel.in(stream.messages)),
      emit: (message: unknown) => writeMessage(channel.out(stream.messages), message),
      stdin: channel.in(stream.stdin),
      stdout: channel.out(stream.stdout),
      stderr: channel.out(stream.stderr),
    }),
  )
}

type StreamNames = 'messages' | 'emit' | 'stdin' | 'stdout' | 'stderr'
