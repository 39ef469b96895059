import { wait as waitFor } from '../library/stop.ts'
import type { Verb } from './verb.ts'

export const wait: Verb = (program, { root, named, say }) =>
  program
    .command('wait <containers...>')
    .description('waits until containers have ended, and prints their exit codes')
    .action(async (all: string[]) => {
      for (const id of all.map(named)) {
        const end = await waitFor(id, { root: root() })
        say(end && 'code' in end ? String(end.code) : 'unknown')
      }
    })
