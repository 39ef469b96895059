// wrong: does not wait until the terminal is at its end, and raw mode ends at once
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
  input.setRawMode(true)
  input.pipe(terminal)
  void pipeline(terminal, output, { end: false })
  input.setRawMode(false)
  await new Promise(resolve => terminal.once('close', resolve))
  input.unpipe(terminal)
  input.pause()
  output.off('resize', resize)
}
