import { readReference, wholeName } from '../../../chapters/16-commit/reference.ts'
import { defined } from '../../../chapters/defined.ts'
import { commitContainer } from '../../../chapters/images.ts'
import { whole } from '../../cli/signals.ts'
import type { Verb } from './verb.ts'

export const commit: Verb = (program, { root, named, say }) =>
  program
    .command('commit <container> <name>')
    .description('makes an image of what a container has become; it stands still meanwhile')
    .option('-a, --author <name>', 'who has made it')
    .option('-m, --message <text>', 'for the history of the image')
    .action(async (typed: string, name: string, { author, message }: { author?: string; message?: string }) => {
      const more = defined({ author, comment: message })
      // Else the container would stand still for ever.
      const { digest } = await whole(() => commitContainer(root(), named(typed), wholeName(readReference(name)), more))
      say(digest)
    })
