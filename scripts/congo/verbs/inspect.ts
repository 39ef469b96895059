import { look } from '../../../chapters/lifecycle.ts'
import { json } from '../../cli/text.ts'
import { complaint } from '../then.ts'
import type { Verb } from './verb.ts'

export const inspect: Verb = (program, { root, named, print }) =>
  program
    .command('inspect <containers...>')
    .description('all that is known of containers, as JSON')
    .action((all: string[]) => {
      const found = all.map(typed => {
        const kept = look(root(), named(typed))
        const { container, state, status } = kept
        return { ...state, status, bundle: container.bundle, config: container.config, complaint: complaint(kept) }
      })
      print(json(found))
    })
