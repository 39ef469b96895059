import { inFront, undisturbed } from '../in-front.ts'
import { Misuse } from '../place.ts'
import { started, startedAttached } from '../starting.ts'
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
      const root = setting.root()
      const [first, ...more] = all as [string, ...string[]]
      if (!attach && !interactive) return toEach(setting, all, id => undisturbed(root, id, () => started(root, id)))
      if (more.length > 0) throw new Misuse('start: only one container can be attached')
      const id = setting.named(first)
      const wanted = interactive ? { stdin: true } : {}
      const running = await undisturbed(root, id, () => startedAttached(root, id, wanted))
      setting.exitCode = await inFront(running, interactive)
    })
