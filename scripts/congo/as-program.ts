import { flushOutput, heedOutput } from '../cli/output.ts'
import { heedSignals } from '../cli/signals.ts'
import { congo } from './program.ts'

/** congo as the program that this process is. */
export async function asProgram(argv: string[]): Promise<never> {
  heedOutput('congo', 1)
  heedSignals()
  const exitCode = await congo(argv)
  await flushOutput()
  process.exit(exitCode) // whatever waits for a container that runs on
}
