// congo in a machine that is thrown away, as its root: for tests.
import { text } from 'node:stream/consumers'
import { boot, restore } from '../vm/machines.ts'
import { bundled, installed } from './installed.ts'

/** What a command has printed, and its exit code. */
export interface Done {
  readonly out: string
  readonly err: string
  readonly code: number | string
}

/**
 * A machine with a disk at /mnt, on which /mnt/images/busybox is; `congo` runs a command of it there. Another program of
 * ours in place of congo's own, and another disk (of a machine that is then booted), where one is named.
 */
export async function machineWithCongo(entry = 'scripts/congo/bin.ts', disk?: string) {
  const machine = await (disk === undefined ? restore() : boot(disk))
  const program = await installed(machine, await bundled({ entry }))
  const command = async (argv: string[], input = ''): Promise<Done> => {
    const job = machine.spawn(argv)
    job.stdin.end(input)
    const [out, err, exit] = await Promise.all([text(job.stdout), text(job.stderr), job.result])
    return { out, err, code: 'code' in exit ? exit.code : exit.signal }
  }
  const congo = (...argv: string[]) => command([...program, ...argv])
  /** Its output; throws an Error where it does not end with 0. */
  const good = async (...argv: string[]): Promise<string> => {
    const { out, err, code } = await congo(...argv)
    if (code !== 0) throw new Error(`congo ${argv.join(' ')} ended with ${code}: ${err}`)
    return out
  }
  return { machine, command, congo, good, [Symbol.asyncDispose]: () => machine.close() }
}
