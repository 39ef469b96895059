// wrong: death by a signal is reported as 1
// first: signal-code
import { type Process, signalNumber } from '#native'
import { exitCode as right } from '../../../solutions/01-process.ts'

export * from '../../../solutions/01-process.ts'

export async function exitCode(child: Process): Promise<number> {
  const code = await right(child)
  return code > 128 && code <= 128 + signalNumber('SIGSYS') ? 1 : code
}
