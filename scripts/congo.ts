import { lookIn } from '../native/compiled.ts'
import type { RawCommand } from './cli/command.ts'
import { userPath } from './cli/paths.ts'
import { heedSignals } from './cli/signals.ts'
import { ready } from './setup/part.ts'
import { addon } from './setup/parts/addon.ts'

/** npm run congo -- VERB ...: the runtime itself. */
export default {
  async raw(argv) {
    heedSignals()
    process.chdir(userPath('.')) // paths are meant from where they were typed
    lookIn((await ready(addon))[0])
    const [{ self }, { labs }, { congo }] = await Promise.all([
      import('./congo/self.ts'),
      import('./congo/labs/hook.ts'),
      import('./congo/program.ts'),
    ])
    self.push(...process.argv.slice(1, 3)) // start.mjs congo
    labs.run = async typed => (await import('./congo/labs/run.ts')).runLabs(typed)
    return congo(argv)
  },
} satisfies RawCommand
