// wrong: the number of the signal, without 128
// first: signal-code
import { type Process, signalNumber } from '#native'
import { exitCode as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export async function exitCode(child: Process): Promise<number> {
  const status = await child.wait().catch(() => undefined)
  return status && 'signal' in status ? signalNumber(status.signal) : right(child)
}
