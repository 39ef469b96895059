import { json } from '../../cli/text.ts'
import { inspect as known } from '../library/ps.ts'
import type { Verb } from './verb.ts'

export const inspect: Verb = (program, { root, print }) =>
  program
    .command('inspect <containers...>')
    .description('all that is known of containers, as JSON')
    .action((all: string[]) => print(json(all.map(typed => known(typed, { root: root() })))))
