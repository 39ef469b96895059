import { whole } from '../../cli/signals.ts'
import { commit as commitContainer } from '../library/images.ts'
import type { Verb } from './verb.ts'

export const commit: Verb = (program, { root, say }) =>
  program
    .command('commit <container> <name>')
    .description('makes an image of what a container has become; it stands still meanwhile')
    .option('-a, --author <name>', 'who has made it')
    .option('-m, --message <text>', 'for the history of the image')
    .action(async (typed: string, name: string, more: { author?: string; message?: string }) =>
      // Else the container would stand still for ever.
      say(await whole(() => commitContainer(typed, name, { root: root(), ...more }))),
    )
