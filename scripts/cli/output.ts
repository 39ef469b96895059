// Standard output, which may be a pipe: whoever reads it may be slow, or have gone.
import { constants } from 'node:os'
import type { Writable } from 'node:stream'
import { errorCode } from './problem.ts'

export type Output = 'stdout' | 'stderr'

/** Those that somebody has written to: Node makes each when it is asked for, which takes milliseconds. */
const open = new Set<Writable>()

/** From now on the end of its reader is the end of this process, as of every other one; another error is told, and gives the exit code. */
export function heedOutput(name: string, exitCode: number): void {
  heed('stderr', () => undefined)
  heed('stdout', error => {
    if (errorCode(error) === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE) // `| head` has read enough
    process.stderr.write(`${name}: standard output cannot be written: ${error.message}\n`)
    process.exit(exitCode)
  })
}

function heed(output: Output, failed: (error: Error) => void): void {
  const { get: make } = Object.getOwnPropertyDescriptor(process, output) as { get(): Writable }
  const get = () => {
    const stream = make.call(process)
    if (output === 'stdout' && !open.has(stream)) stream.on('error', failed)
    open.add(stream)
    return stream
  }
  Object.defineProperty(process, output, { get, configurable: true, enumerable: true })
}

/** Comes back when all is out: process.exit() does not wait for a pipe. */
export async function flushOutput(): Promise<void> {
  for (const stream of open) await new Promise(resolve => stream.write('', resolve))
}

/** Writes all that comes to ours, at the pace of whoever reads there. */
export async function pour(from: AsyncIterable<Uint8Array>, to: Output): Promise<void> {
  for await (const bytes of from) {
    await new Promise<void>((resolve, reject) => process[to].write(bytes, error => (error ? reject(error) : resolve())))
  }
}
