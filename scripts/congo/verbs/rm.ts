import { rm as remove } from '../library/rm.ts'
import { toEach, type Verb } from './verb.ts'

export const rm: Verb = (program, setting) =>
  program
    .command('rm <containers...>')
    .description('removes containers that do not run')
    .option('-f, --force', 'also one that runs')
    .action((all: string[], { force }: { force?: boolean }) =>
      toEach(setting, all, id => remove(id, { root: setting.root(), force: force === true })),
    )
