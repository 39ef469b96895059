import { Option } from 'commander'
import { remove, start } from '../../../chapters/lifecycle.ts'
import { inFront } from '../in-front.ts'
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
      const root = setting.root()
      const id = await made(setting, image, command, flags)
      try {
        if (flags.detach) {
          await start(root, id, { then: setting.then(id) })
          setting.say(id)
          return
        }
        setting.exitCode = await inFront(setting, id, flags.interactive === true)
      } catch (error) {
        await remove(root, id).catch(() => undefined) // what failed first says more
        throw error
      }
    })
