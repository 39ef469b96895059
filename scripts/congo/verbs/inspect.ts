import { look } from '../../../chapters/lifecycle.ts'
import { json } from '../../cli/text.ts'
import type { Verb } from './verb.ts'

export const inspect: Verb = (program, { root, named, print }) =>
  program
    .command('inspect <containers...>')
    .description('all that is known of containers, as JSON')
    .action((all: string[]) => {
      const found = all.map(typed => {
        const { container, state, status } = look(root(), named(typed))
        return { ...state, status, bundle: container.bundle, config: container.config }
      })
      print(json(found))
    })
