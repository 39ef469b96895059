import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { update as setLimits } from '#mechanisms/08-cgroups'
import { Misuse } from '../place.ts'
import { running } from '../running.ts'
import { type Flags, limits } from '../spec.ts'
import type { Verb } from './verb.ts'

export const update: Verb = (program, { root, named, say }) =>
  program
    .command('update <container>')
    .description('gives a running container other limits')
    .option('-m, --memory <limit>', 'most memory')
    .option('--cpu <shares>', 'its part of the processors')
    .option('--pids <limit>', 'most processes')
    .action(async (typed: string, flags: Pick<Flags, 'memory' | 'cpu' | 'pids'>) => {
      const wanted = limits(flags)
      if (!wanted) throw new Misuse('update: say --memory, --cpu or --pids')
      await running(root(), named(typed), async c => {
        setLimits(c, wanted)
        const { config } = c
        const resources = { ...config.linux?.resources, ...wanted }
        const text = JSON.stringify({ ...config, linux: { ...config.linux, resources } }, null, 2)
        writeFileSync(join(c.bundle, 'config.json'), `${text}\n`)
      })
      say(typed)
    })
