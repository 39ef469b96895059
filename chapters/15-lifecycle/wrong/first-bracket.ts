// wrong: the fields begin behind the first ")", which may be one of the name
// first: any-name
import { readFileSync } from 'node:fs'
import type { Identity } from '../../../chapters/15-lifecycle/state.ts'
import { boot, knownBy } from './zombies-live.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function identity(pid: number): Identity | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return undefined
  }
  const [state = '', ...fields] = stat.slice(stat.indexOf(')') + 2).split(' ')
  return 'ZX'.includes(state) ? undefined : { pid, started: Number(fields[18]), boot: boot() }
}

export const { lives, status } = knownBy(identity)
