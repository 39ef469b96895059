import type { CreateOptions } from '../library/types.ts'
import { made, withFlags } from './making-flags.ts'
import type { Verb } from './verb.ts'

export const create: Verb = (program, setting) =>
  withFlags(
    program.command('create <image> [command...]').description('makes a container that does not run yet'),
  ).action(async (image: string, command: string[], flags: CreateOptions) =>
    setting.say(await made(setting, image, command, flags)),
  )
