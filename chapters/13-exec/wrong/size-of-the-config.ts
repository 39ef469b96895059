// wrong: the size of the user's terminal is asked for only when it changes
// first: size
import { pipeline } from 'node:stream/promises'
import type { Terminal } from '#native'
import type { User } from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export async function attach(terminal: Terminal, { input, output }: User): Promise<void> {
  const resize = () => terminal.resize({ columns: output.columns, rows: output.rows })
  output.on('resize', resize)
  input.setRawMode(true)
  input.pipe(terminal)
  await pipeline(terminal, output, { end: false })
  input.unpipe(terminal)
  input.setRawMode(false)
  input.pause()
  output.off('resize', resize)
}
