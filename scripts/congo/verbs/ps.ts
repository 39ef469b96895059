import { list } from '../../../chapters/lifecycle.ts'
import { printable } from '../../cli/text.ts'
import { ago, table } from '../table.ts'
import { complaint } from '../then.ts'
import type { Verb } from './verb.ts'

export const ps: Verb = (program, { root, say }) =>
  program
    .command('ps')
    .description('lists all containers')
    .option('-a, --all', 'which it does anyway')
    .option('-q, --quiet', 'only their names')
    .action(async ({ quiet }: { quiet?: boolean }) => {
      const all = await list(root())
      for (const each of all) if ('error' in each) process.stderr.write(`congo ps: ${printable(each.error)}\n`)
      const good = all.flatMap(each => ('error' in each ? [] : [each]))
      for (const each of good) {
        const [line] = complaint(each).split('\n')
        if (line) process.stderr.write(`congo ps: ${each.container.id}, after its end: ${printable(line)}\n`)
      }
      if (quiet) {
        for (const { container } of good) say(container.id)
        return
      }
      const rows = good.map(({ container: { id, config }, state, status }) => {
        const end = state.ended && 'code' in state.ended ? ` (${state.ended.code})` : ''
        return [id, status + end, ago(state.created), config.process.args.join(' ')]
      })
      process.stdout.write(table(['CONTAINER', 'STATUS', 'CREATED', 'COMMAND'], rows, process.stdout.columns))
    })
