// The program `congo`.
import { asProgram } from './as-program.ts'

await asProgram(process.argv.slice(2), process.argv.slice(1, 2))
