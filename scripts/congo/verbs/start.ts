import { inFront } from '../in-front.ts'
import { start as startContainer } from '../library/start.ts'
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
      const { root, named } = setting
      const [first, ...more] = all as [string, ...string[]]
      if (!attach && !interactive) return toEach(setting, all, id => startContainer(id, { root: root() }))
      if (more.length > 0) throw new Misuse('start: only one container can be attached')
      setting.exitCode = await inFront(root(), named(first), interactive)
    })
