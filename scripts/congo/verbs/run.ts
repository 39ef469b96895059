import { Option } from 'commander'
import { inFront } from '../in-front.ts'
import { rm } from '../library/rm.ts'
import { start } from '../library/start.ts'
import type { CreateOptions } from '../library/types.ts'
import { made, withFlags } from './making-flags.ts'
import type { Verb } from './verb.ts'

interface RunFlags extends CreateOptions {
  readonly detach?: boolean
}

export const run: Verb = (program, setting) =>
  withFlags(program.command('run <image> [command...]').description('makes a container and starts it'))
    .option('-d, --detach', 'comes back at once, and prints its name')
    .addOption(new Option('--detached').hideHelp().implies({ detach: true }))
    .option('--rm', 'removes it when it has ended')
    .action(async (image: string, command: string[], flags: RunFlags) => {
      const root = setting.root()
      const id = await made(setting, image, command, flags)
      try {
        if (flags.detach) {
          await start(id, { root })
          setting.say(id)
          return
        }
        setting.exitCode = await inFront(root, id, flags.interactive === true)
      } catch (error) {
        await rm(id, { root }).catch(() => undefined) // what failed first says more
        throw error
      }
    })
