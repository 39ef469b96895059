import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ended } from '../../../chapters/lifecycle.ts'
import { attached } from '../attached.ts'
import { running } from '../running.ts'
import type { Verb } from './verb.ts'

export const attach: Verb = (program, setting) =>
  program
    .command('attach <container>')
    .description('joins this terminal with that of a running container')
    .action(async (typed: string) => {
      const { root, named } = setting
      const id = named(typed)
      const { config, bundle } = await running(root(), id, async c => c)
      const awaited = ended(root(), id) // from now on: it may be removed before all of its output is printed
      awaited.catch(() => undefined) // told below
      const client = connect(join(bundle, 'attach'))
      await once(client, 'connect')
      await attached(client, { input: true, tty: config.process.terminal === true })
      const end = await awaited
      if (end && 'code' in end) setting.exitCode = end.code
    })
