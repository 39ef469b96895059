import { inFront, started } from '../in-front.ts'
import { Misuse } from '../place.ts'
import { toEach, type Verb } from './verb.ts'

interface StartFlags {
  readonly attach?: boolean
  readonly interactive?: boolean
}

export const start: Verb = (program, setting) =>
  program
    .command('start <containers...>')
    .description('starts containers')
    .option('-a, --attach', 'shows what it prints, and ends as it does')
    .option('-i, --interactive', 'and what is typed goes in')
    .action(async (all: string[], { attach, interactive = false }: StartFlags) => {
      const [first, ...more] = all as [string, ...string[]]
      if (!attach && !interactive) return toEach(setting, all, id => started(setting, id))
      if (more.length > 0) throw new Misuse('start: only one container can be attached')
      const id = setting.named(first)
      setting.exitCode = await inFront(setting, id, interactive, wanted => started(setting, id, wanted))
    })
