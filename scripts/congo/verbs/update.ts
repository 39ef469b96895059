import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { update as setLimits } from '#mechanisms/08-cgroups'
import { setPolicy } from '../../../chapters/lifecycle.ts'
import { Misuse } from '../place.ts'
import { readPolicy } from '../policy.ts'
import { running } from '../running.ts'
import { type Flags, limits } from '../spec.ts'
import type { Verb } from './verb.ts'

export const update: Verb = (program, { root, named, say }) =>
  program
    .command('update <container>')
    .description('gives a running container other limits, or another policy')
    .option('-m, --memory <limit>', 'most memory')
    .option('--cpu <shares>', 'its part of the processors')
    .option('--pids <limit>', 'most processes')
    .option('--restart <policy>', 'whether it runs or not: when it is started again')
    .action(async (typed: string, flags: Pick<Flags, 'memory' | 'cpu' | 'pids'> & { restart?: string }) => {
      const id = named(typed)
      const wanted = limits(flags)
      const policy = flags.restart === undefined ? undefined : readPolicy(flags.restart, 1)
      if (!wanted && !policy) throw new Misuse('update: say --memory, --cpu, --pids or --restart')
      if (policy) await setPolicy(root(), id, policy)
      if (wanted) {
        await running(root(), id, async c => {
          setLimits(c, wanted)
          const { config } = c
          const resources = { ...config.linux?.resources, ...wanted }
          const text = JSON.stringify({ ...config, linux: { ...config.linux, resources } }, null, 2)
          writeFileSync(join(c.bundle, 'config.json'), `${text}\n`)
        })
      }
      say(typed)
    })
