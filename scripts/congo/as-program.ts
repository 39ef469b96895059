import { flushOutput, heedOutput } from '../cli/output.ts'
import { congo } from './program.ts'

/** congo as the program that this process is. */
export async function asProgram(argv: string[]): Promise<never> {
  heedOutput('congo', 1)
  const exitCode = await congo(argv)
  await flushOutput()
  process.exit(exitCode) // whatever waits for a container that runs on
}
