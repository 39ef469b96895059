import { rename as renameContainer } from '../library/rm.ts'
import type { Verb } from './verb.ts'

export const rename: Verb = (program, { root, say }) =>
  program
    .command('rename <container> <name>')
    .description('gives a container that does not run another name')
    .action(async (typed: string, name: string) => {
      await renameContainer(typed, name, { root: root() })
      say(name)
    })
