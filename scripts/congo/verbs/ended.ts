import { afterwards } from '../../../chapters/afterwards.ts'
import { thenWords } from '../then.ts'
import type { Verb } from './verb.ts'

/** Of no use to people: whole ids only, and no word where there is no such container any more. */
export const ended: Verb = (program, { root }) =>
  program
    .command('ended <id>', { hidden: true })
    .description('called by the monitor of a container that has ended')
    .action((id: string) => afterwards(root(), id, { then: thenWords(root(), id) }))
