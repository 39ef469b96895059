import { attached } from '../attached.ts'
import { attach as join } from '../library/attach.ts'
import type { Verb } from './verb.ts'

export const attach: Verb = (program, setting) =>
  program
    .command('attach <container>')
    .description('joins this terminal with that of a running container')
    .action(async (typed: string) => {
      const running = await join(typed, { root: setting.root() })
      await attached(running, { input: true })
      const end = await running.ended
      if (end && 'code' in end) setting.exitCode = end.code
    })
