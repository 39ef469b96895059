import { update as setLimits } from '#mechanisms/08-cgroups'
import { saveConfig } from '../../../chapters/lifecycle.ts'
import { Misuse } from '../place.ts'
import { running } from '../running.ts'
import { type LimitFlags, limits, withLimits } from '../spec/limits.ts'
import type { Verb } from './verb.ts'

export const update: Verb = (program, { root, named, say }) =>
  program
    .command('update <container>')
    .description('gives a running container other limits')
    .option('-m, --memory <limit>', 'most memory')
    .option('--cpu <shares>', 'its part of the processors')
    .option('--cpus <number>', 'most processor time: 0.5 is half of one; 0 is no limit')
    .option('--pids <limit>', 'most processes')
    .action(async (typed: string, flags: LimitFlags) => {
      const wanted = limits(flags)
      if (!wanted) throw new Misuse('update: say --memory, --cpu, --cpus or --pids')
      await running(root(), named(typed), async c => {
        setLimits(c, wanted)
        const { config } = c
        const resources = withLimits(config.linux?.resources, wanted)
        saveConfig(c.bundle, { ...config, linux: { ...config.linux, resources } })
      })
      say(typed)
    })
