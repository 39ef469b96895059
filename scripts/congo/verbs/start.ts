import { start as startContainer } from '../../../chapters/lifecycle.ts'
import type { Verb } from './verb.ts'

export const start: Verb = (program, { root, named, say }) =>
  program
    .command('start <container>')
    .description('starts a container')
    .action(async (typed: string) => {
      await startContainer(root(), named(typed))
      say(typed)
    })
