// The program `congo`, in one file with all that it needs but the addon.
import { Problem } from '../cli/problem.ts'
import { findNative } from './native.ts'
import { self } from './self.ts'

self.push(...process.argv.slice(1, 2))

async function main(): Promise<number> {
  try {
    await findNative()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    process.stderr.write(`congo: ${error.message}\n`)
    return error.exitCode
  }
  const { congo } = await import('./program.ts')
  return congo(process.argv.slice(2))
}

void main().then(code => process.exit(code)) // whatever waits for a container that runs on
