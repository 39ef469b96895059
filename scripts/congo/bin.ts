// The program `congo`.
import { congo } from './program.ts'

process.exitCode = await congo(process.argv.slice(2), process.argv.slice(1, 2))
process.exit() // whatever waits for a container that runs on
