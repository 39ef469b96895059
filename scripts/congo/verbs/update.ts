import { update as setLimits } from '#mechanisms/08-cgroups'
import { saveConfig, setPolicy } from '../../../chapters/lifecycle.ts'
import { Misuse } from '../place.ts'
import { readPolicy } from '../policy.ts'
import { runningAlone } from '../running.ts'
import { type LimitFlags, limits, withLimits } from '../spec/limits.ts'
import type { Verb } from './verb.ts'

export const update: Verb = (program, { root, named, say }) =>
  program
    .command('update <container>')
    .description('gives a running container other limits, or another policy')
    .option('-m, --memory <limit>', 'most memory')
    .option('--cpu <shares>', 'its part of the processors')
    .option('--cpus <number>', 'most processor time: 0.5 is half of one; 0 is no limit')
    .option('--pids <limit>', 'most processes')
    .option('--restart <policy>', 'whether it runs or not: when it is started again')
    .action(async (typed: string, flags: LimitFlags & { restart?: string }) => {
      const id = named(typed)
      const wanted = limits(flags)
      const policy = flags.restart === undefined ? undefined : readPolicy(flags.restart, 1)
      if (!wanted && !policy) throw new Misuse('update: say --memory, --cpu, --cpus, --pids or --restart')
      if (policy) await setPolicy(root(), id, policy)
      if (wanted) {
        await runningAlone(root(), id, async c => {
          setLimits(c, wanted)
          const { config } = c
          const resources = withLimits(config.linux?.resources, wanted)
          saveConfig(c.bundle, { ...config, linux: { ...config.linux, resources } })
        })
      }
      say(typed)
    })
