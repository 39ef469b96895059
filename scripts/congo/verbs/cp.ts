import { printable } from '../../cli/text.ts'
import { cp as copy } from '../library/cp.ts'
import type { Verb } from './verb.ts'

export const cp: Verb = (program, { root }) =>
  program
    .command('cp <source> <target>')
    .description('copies files and folders: CONTAINER:PATH to a path of the host, or the other way round')
    .action(async (source: string, target: string) => {
      for (const name of await copy(source, target, { root: root() }))
        process.stderr.write(`congo cp: ${printable(name)}: no file, folder or link; left out\n`)
    })
