// Standard output, which may be a pipe: whoever reads it may be slow, or have gone.
import { constants } from 'node:os'
import type { Writable } from 'node:stream'
import { errorCode } from './problem.ts'

/** From now on the end of its reader is the end of this process, as of every other one; another error is told, and gives the exit code. */
export function heedOutput(name: string, exitCode: number): void {
  process.stdout.on('error', error => {
    if (errorCode(error) === 'EPIPE') process.exit(128 + constants.signals.SIGPIPE) // `| head` has read enough
    process.stderr.write(`${name}: standard output cannot be written: ${error.message}\n`)
    process.exit(exitCode)
  })
}

/** Comes back when all is out: process.exit() does not wait for a pipe. */
export async function flushOutput(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) await new Promise(resolve => stream.write('', resolve))
}

/** Writes all that comes, at the pace of whoever reads there; what it is written to stays open. */
export async function pour(from: AsyncIterable<Uint8Array>, to: Writable): Promise<void> {
  for await (const bytes of from) {
    await new Promise<void>((resolve, reject) => to.write(bytes, error => (error ? reject(error) : resolve())))
  }
}
