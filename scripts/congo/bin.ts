// The program `congo`, in one file with all that it needs but the addon.
import { Problem } from '../cli/problem.ts'
import { findNative } from './native.ts'
import { self } from './self.ts'

self.push(...process.argv.slice(1, 2))

async function main(): Promise<void> {
  try {
    await findNative()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`congo: ${error.message}\n`)
    process.exit(error.exitCode)
  }
  const { asProgram } = await import('./as-program.ts')
  await asProgram(process.argv.slice(2))
}

void main()
