import { CommanderError } from 'commander'
import { StepError } from '#native'
import { meaningOf } from '../../chapters/errors.ts'
import { Interrupted } from '../cli/signals.ts'
import { printable } from '../cli/text.ts'
import { Misuse } from './place.ts'

/** One line about what went wrong, and the exit code that goes with it; `otherwise` that of mistakes that have none. */
export function failed(error: unknown, otherwise: number): number {
  if (error instanceof CommanderError) return otherwise // commander has told it
  if (error instanceof Interrupted) return error.exitCode // whoever did that knows it
  process.stderr.write(`congo: ${printable((error as Error).message)}\n`)
  if (error instanceof Misuse) return error.exitCode
  if (!(error instanceof StepError)) return otherwise
  const meaning = meaningOf(error)
  if (meaning) process.stderr.write(`${meaning}\n`)
  if (error.call !== 'execve') return 125
  return error.errno === 'ENOENT' || error.errno === 'ENOTDIR' ? 127 : 126
}
