// wrong: what the container shows is seen, and what is typed goes nowhere
// first: keys
// also: size, as-before
import { pipeline } from 'node:stream/promises'
import type { Terminal } from '#native'
import type { User } from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export async function attach(terminal: Terminal, { input, output }: User): Promise<void> {
  const resize = () => terminal.resize({ columns: output.columns, rows: output.rows })
  resize()
  output.on('resize', resize)
  input.setRawMode(true)
  await pipeline(terminal, output, { end: false })
  input.unpipe(terminal)
  input.setRawMode(false)
  input.pause()
  output.off('resize', resize)
}
