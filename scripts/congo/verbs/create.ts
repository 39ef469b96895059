import { type MakingFlags, made, withFlags } from './making.ts'
import type { Verb } from './verb.ts'

export const create: Verb = (program, { root, say }) =>
  withFlags(
    program.command('create <image> [command...]').description('makes a container that does not run yet'),
  ).action(async (image: string, command: string[], flags: MakingFlags) =>
    say(await made(root(), image, command, flags)),
  )
