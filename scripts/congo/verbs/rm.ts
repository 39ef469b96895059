import { remove } from '../../../chapters/lifecycle.ts'
import { toEach, type Verb } from './verb.ts'

export const rm: Verb = (program, setting) =>
  program
    .command('rm <containers...>')
    .description('removes containers that do not run')
    .option('-f, --force', 'also one that runs')
    .action((all: string[], { force }: { force?: boolean }) =>
      toEach(setting, all, id => remove(setting.root(), id, { force: force === true })),
    )
