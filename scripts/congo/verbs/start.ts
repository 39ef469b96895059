import { start as startContainer } from '../../../chapters/lifecycle.ts'
import type { Verb } from './verb.ts'

export const start: Verb = (program, { root, named, then, say }) =>
  program
    .command('start <container>')
    .description('starts a container')
    .action(async (typed: string) => {
      const id = named(typed)
      await startContainer(root(), id, { then: then(id) })
      say(typed)
    })
