import { pause as freeze, unpause as thaw } from '#mechanisms/08-cgroups'
import { running } from '../running.ts'
import type { Verb } from './verb.ts'

export const pause: Verb = (program, { root, named, say }) =>
  program
    .command('pause <container>')
    .description('freezes all its processes')
    .action(async (typed: string) => {
      await running(root(), named(typed), freeze)
      say(typed)
    })

export const unpause: Verb = (program, { root, named, say }) =>
  program
    .command('unpause <container>')
    .description('thaws them')
    .action(async (typed: string) => {
      await running(root(), named(typed), thaw)
      say(typed)
    })
