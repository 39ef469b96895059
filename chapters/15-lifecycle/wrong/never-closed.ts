// wrong: what was opened to be written stays open
// first: nothing-left
import { fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import type { State } from '../../../chapters/15-lifecycle/state.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function save(file: string, state: State): void {
  const fresh = openSync(`${file}.new`, 'w', 0o600)
  writeSync(fresh, `${JSON.stringify(state, null, 2)}\n`)
  fsyncSync(fresh)
  renameSync(`${file}.new`, file)
}
