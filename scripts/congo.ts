import type { RawCommand } from './cli/command.ts'
import { userPath } from './cli/paths.ts'
import { heedSignals } from './cli/signals.ts'
import { placeAddon } from './setup/parts/addon.ts'

/** npm run congo -- VERB ...: the runtime itself. */
export default {
  async raw(argv) {
    heedSignals()
    process.chdir(userPath('.')) // paths are meant from where they were typed
    await placeAddon()
    const { congo } = await import('./congo/program.ts') // whose modules load the addon
    return congo(argv, process.argv.slice(1, 3)) // start.mjs congo
  },
} satisfies RawCommand
