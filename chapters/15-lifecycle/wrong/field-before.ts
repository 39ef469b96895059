// wrong: counted wrongly, field 21 of stat is taken: it is 0 in every process
// first: not-another
// also: another-boot, any-name
import type { Identity } from '../../../chapters/15-lifecycle/state.ts'
import { boot, fieldsOf, knownBy } from './zombies-live.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function identity(pid: number): Identity | undefined {
  const [state = '', ...fields] = fieldsOf(pid) ?? ['Z']
  return 'ZX'.includes(state) ? undefined : { pid, started: Number(fields[17]), boot: boot() }
}

export const { lives, status } = knownBy(identity)
