import { ended } from '../../../chapters/lifecycle.ts'
import type { Verb } from './verb.ts'

export const wait: Verb = (program, { root, named, say }) =>
  program
    .command('wait <container>')
    .description('waits until it has ended, and prints its exit code')
    .action(async (typed: string) => {
      const end = await ended(root(), named(typed))
      say(end && 'code' in end ? String(end.code) : 'unknown')
    })
