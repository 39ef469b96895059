// wrong: the terminal of the user is not set to raw mode, and makes of Ctrl-C what it always makes
// first: keys
// also: as-before
import { pipeline } from 'node:stream/promises'
import type { Terminal } from '#native'
import type { User } from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export async function attach(terminal: Terminal, { input, output }: User): Promise<void> {
  const resize = () => terminal.resize({ columns: output.columns, rows: output.rows })
  resize()
  output.on('resize', resize)
  input.pipe(terminal)
  await pipeline(terminal, output, { end: false })
  input.unpipe(terminal)
  input.pause()
  output.off('resize', resize)
}
