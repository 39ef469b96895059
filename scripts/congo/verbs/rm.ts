import { remove } from '../../../chapters/lifecycle.ts'
import type { Verb } from './verb.ts'

export const rm: Verb = (program, { root, named, say }) =>
  program
    .command('rm <containers...>')
    .description('removes containers that do not run')
    .option('-f, --force', 'also one that runs')
    .action(async (all: string[], { force }: { force?: boolean }) => {
      for (const typed of all) {
        const id = named(typed)
        await remove(root(), id, { force })
        say(typed)
      }
    })
