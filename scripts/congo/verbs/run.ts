import { Option } from 'commander'
import { inFront, undisturbed } from '../in-front.ts'
import { labs } from '../labs/hook.ts'
import { rm } from '../library/rm.ts'
import type { CreateOptions } from '../library/types.ts'
import { Misuse } from '../place.ts'
import { started, startedAttached } from '../starting.ts'
import { made, withFlags } from './making-flags.ts'
import type { Verb } from './verb.ts'

interface RunFlags extends CreateOptions {
  readonly detach?: boolean
  readonly trace?: boolean
  readonly labs?: boolean
  readonly here?: boolean
}

export const run: Verb = (program, setting) => {
  const verb = withFlags(program.command('run <image> [command...]').description('makes a container and starts it'))
    .option('-d, --detach', 'comes back at once, and prints its name')
    .addOption(new Option('--detached').hideHelp().implies({ detach: true }))
    .option('--rm', 'removes it when it has ended')
    .option('--trace', 'shows each system call that makes it, with its result')
  if (labs.run) {
    verb
      .option('--labs', 'by your labs, where they pass, and in the machine')
      .option('--here', 'with --labs: on this system, at your own risk')
  }
  verb.action(async (image: string, command: string[], flags: RunFlags) => {
    const root = setting.root()
    if (labs.run && flags.labs) {
      setting.exitCode = await labs.run({ root, verb, image, command })
      return
    }
    if (flags.here) throw new Misuse('--here goes with --labs: without that, congo runs on this system anyway', 125)
    const id = await made(setting, image, command, flags)
    const begin = async <Result>(start: () => Promise<Result>): Promise<Result> => {
      try {
        return await undisturbed(root, id, start)
      } catch (error) {
        await rm(id, { root }).catch(() => undefined) // what failed first says more
        throw error
      }
    }
    const { traced } = flags.trace ? await import('../trace/traced.ts') : {}
    if (flags.detach) {
      await begin(() => started(root, id, traced))
      setting.say(id)
      return
    }
    const input = flags.interactive === true
    const wanted = { ...(input && { stdin: true }), ...traced }
    setting.exitCode = await inFront(await begin(() => startedAttached(root, id, wanted)), input)
  })
}
