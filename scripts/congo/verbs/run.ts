import { Option } from 'commander'
import { ended, look, remove, start } from '../../../chapters/lifecycle.ts'
import { attached } from '../attached.ts'
import { Misuse } from '../place.ts'
import { type MakingFlags, made, withFlags } from './making.ts'
import type { Verb } from './verb.ts'

interface RunFlags extends MakingFlags {
  readonly detach?: boolean
  readonly rm?: boolean
}

export const run: Verb = (program, setting) =>
  withFlags(program.command('run <image> [command...]').description('makes a container and starts it'))
    .option('-d, --detach', 'comes back at once, and prints its name')
    .addOption(new Option('--detached').hideHelp().implies({ detach: true }))
    .option('--rm', 'removes it when it has ended')
    .action(async (image: string, command: string[], flags: RunFlags) => {
      const root = setting.root()
      const id = await made(root, image, command, flags)
      try {
        if (flags.detach) {
          await start(root, id)
          setting.say(id)
          return
        }
        setting.exitCode = await inFront(root, id, flags)
      } catch (error) {
        await remove(root, id)
        throw error
      }
      if (flags.rm) await remove(root, id)
    })

/** Runs it where one can see it, to its end. */
async function inFront(root: string, id: string, { interactive = false }: RunFlags): Promise<number> {
  const { client } = await start(root, id, { attach: true, stdin: interactive })
  const tty = look(root, id).container.config.process.terminal === true
  if (client) await attached(client, { input: interactive, tty })
  const end = await ended(root, id)
  if (end && 'code' in end) return end.code
  throw new Misuse(`${id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}
