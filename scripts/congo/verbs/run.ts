import { Option } from 'commander'
import { remove, start } from '../../../chapters/lifecycle.ts'
import { inFront } from '../in-front.ts'
import { type MakingFlags, made, withFlags } from './making.ts'
import type { Verb } from './verb.ts'

interface RunFlags extends MakingFlags {
  readonly detach?: boolean
  readonly trace?: boolean
}

export const run: Verb = (program, setting) =>
  withFlags(program.command('run <image> [command...]').description('makes a container and starts it'))
    .option('-d, --detach', 'comes back at once, and prints its name')
    .addOption(new Option('--detached').hideHelp().implies({ detach: true }))
    .option('--rm', 'removes it when it has ended')
    .option('--trace', 'shows each system call that makes it, with its result')
    .action(async (image: string, command: string[], flags: RunFlags) => {
      const root = setting.root()
      const id = await made(setting, image, command, flags)
      try {
        const { traced } = flags.trace ? await import('../trace/traced.ts') : {}
        if (flags.detach) {
          await start(root, id, { then: setting.then(id), ...traced })
          setting.say(id)
          return
        }
        setting.exitCode = await inFront(setting, id, flags.interactive === true, traced)
      } catch (error) {
        await remove(root, id).catch(() => undefined) // what failed first says more
        throw error
      }
    })
