import { rename as renameContainer } from '../../../chapters/rename.ts'
import type { Verb } from './verb.ts'

export const rename: Verb = (program, { root, named, say }) =>
  program
    .command('rename <container> <name>')
    .description('gives a container that does not run another name')
    .action(async (typed: string, name: string) => {
      await renameContainer(root(), named(typed), name)
      say(name)
    })
