import type { RawCommand } from './cli/command.ts'
import { congo } from './congo/program.ts'

/** npm run congo -- VERB ...: the runtime itself. */
export default { raw: congo } satisfies RawCommand
