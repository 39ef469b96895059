import { readReference, wholeName } from '../../../chapters/16-commit/reference.ts'
import { defined } from '../../../chapters/defined.ts'
import { commitContainer } from '../../../chapters/images.ts'
import type { Verb } from './verb.ts'

export const commit: Verb = (program, { root, named, say }) =>
  program
    .command('commit <container> <name>')
    .description('makes an image of what a container has become; it stands still meanwhile')
    .option('-a, --author <name>', 'who has made it')
    .option('-m, --message <text>', 'for the history of the image')
    .action(async (typed: string, name: string, { author, message }: { author?: string; message?: string }) => {
      const whole = wholeName(readReference(name))
      const { digest } = await commitContainer(root(), named(typed), whole, defined({ author, comment: message }))
      say(digest)
    })
