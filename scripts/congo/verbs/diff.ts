import { json, printable } from '../../cli/text.ts'
import { diff as changes } from '../library/files.ts'
import { Misuse } from '../place.ts'
import type { Verb } from './verb.ts'

export const diff: Verb = (program, { root, print, say }) =>
  program
    .command('diff <container>')
    .description('what it has added (A), changed (C) and deleted (D) in its root file system')
    .option('--format <format>', 'json: one list')
    .action(async (typed: string, { format }: { format?: string }) => {
      if (format !== undefined && format !== 'json') throw new Misuse(`--format ${format}: there is json`)
      const all = await changes(typed, { root: root() })
      if (format === 'json') return print(json(all))
      for (const { kind, path } of all) say(`${kind} ${printable(path)}`)
    })
