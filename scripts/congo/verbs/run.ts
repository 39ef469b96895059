import { Option } from 'commander'
import { remove } from '../../../chapters/lifecycle.ts'
import type { Wanted } from '../../../chapters/monitored.ts'
import { inFront, started } from '../in-front.ts'
import { type MakingFlags, made, withFlags } from './making.ts'
import type { Verb } from './verb.ts'

interface RunFlags extends MakingFlags {
  readonly detach?: boolean
}

export const run: Verb = (program, setting) =>
  withFlags(program.command('run <image> [command...]').description('makes a container and starts it'))
    .option('-d, --detach', 'comes back at once, and prints its name')
    .addOption(new Option('--detached').hideHelp().implies({ detach: true }))
    .option('--rm', 'removes it when it has ended')
    .action(async (image: string, command: string[], flags: RunFlags) => {
      const id = await made(setting, image, command, flags)
      const begin = async (wanted?: Wanted) => {
        try {
          return await started(setting, id, wanted)
        } catch (error) {
          await remove(setting.root(), id).catch(() => undefined) // what failed first says more
          throw error
        }
      }
      if (!flags.detach) {
        setting.exitCode = await inFront(setting, id, flags.interactive === true, begin)
        return
      }
      await begin()
      setting.say(id)
    })
