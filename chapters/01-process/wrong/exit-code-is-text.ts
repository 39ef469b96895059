// wrong: 128 and the signal's name, joined as text
// first: signal-code
import type { Process } from '#native'
import { exitCode as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export async function exitCode(child: Process): Promise<number> {
  const status = await child.wait().catch(() => undefined)
  return status && 'signal' in status ? ((128 + status.signal) as never) : right(child)
}
