import { look } from '../../../chapters/lifecycle.ts'
import { fillVolumes } from '../fill.ts'
import type { Verb } from './verb.ts'

/** For congo itself: what run and create of an ordinary user let do among his users. */
export const fill: Verb = (program, { root }) =>
  program.command('fill <id>', { hidden: true }).action((id: string) => fillVolumes(root(), look(root(), id).container))
