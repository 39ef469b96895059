import { Readable } from 'node:stream'
import { signalNumber } from '#native'
import { executed } from '../executed.ts'
import { findId, storeRoot } from '../place.ts'
import type { ExecOptions, Executing } from './types.ts'

/** Runs another command in a container that runs, and gives its streams. Throws an Error of one line. */
export async function exec(id: string, command: readonly string[], options: ExecOptions = {}): Promise<Executing> {
  const store = storeRoot(options.root)
  const { child, stdin, stdout, stderr, terminal } = await executed(store, findId(store, id), command, options)
  const ended = child
    .wait()
    .then(status => ('code' in status ? status.code : 128 + signalNumber(status.signal)))
    .finally(() => [stdout, stderr, terminal].map(stream => stream?.drain())) // others may have them open
  const none = Readable.from([])
  return {
    stdin: terminal ?? stdin,
    stdout: terminal ?? stdout ?? none,
    stderr: stderr ?? none,
    ended,
    kill: signal => child.kill(signal),
    resize: size => terminal?.resize(size),
  }
}
