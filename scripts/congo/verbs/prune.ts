import { createInterface } from 'node:readline/promises'
import { prune as removed } from '../library/prune.ts'
import { Misuse } from '../place.ts'
import type { Verb } from './verb.ts'

interface PruneFlags {
  readonly force?: boolean
  readonly volumes?: boolean
}

export const prune: Verb = (program, { root, say }) =>
  program
    .command('prune')
    .description('removes all containers that do not run')
    .option('--volumes', 'and then all volumes that no container mounts')
    .option('-f, --force', 'without a question')
    .action(async ({ force, volumes }: PruneFlags) => {
      const what = `all containers that do not run${volumes ? ', and all volumes that no other one mounts' : ''}`
      if (!force && !(await agreed(`This removes ${what}. Go on? [y/N] `))) return
      for await (const name of removed({ root: root(), volumes: volumes === true })) say(name)
    })

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Misuse('prune: nobody can be asked here; --force goes on without a question')
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim())
  } finally {
    lines.close()
  }
}
