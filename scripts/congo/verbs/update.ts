import { type UpdateOptions, update as updateContainer } from '../library/update.ts'
import type { Verb } from './verb.ts'

export const update: Verb = (program, { root, say }) =>
  program
    .command('update <container>')
    .description('gives a running container other limits, or another policy')
    .option('-m, --memory <limit>', 'most memory')
    .option('--cpu <shares>', 'its part of the processors')
    .option('--cpus <number>', 'most processor time: 0.5 is half of one; 0 is no limit')
    .option('--pids <limit>', 'most processes')
    .option('--restart <policy>', 'whether it runs or not: when it is started again')
    .action(async (typed: string, flags: UpdateOptions) => {
      await updateContainer(typed, { ...flags, root: root() })
      say(typed)
    })
