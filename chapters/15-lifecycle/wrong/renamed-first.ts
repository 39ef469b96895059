// wrong: the new file has the name before it has its content
// first: whole
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import type { State } from '../../../chapters/15-lifecycle/state.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function save(file: string, state: State): void {
  const fresh = openSync(`${file}.new`, 'w', 0o600)
  renameSync(`${file}.new`, file)
  writeSync(fresh, `${JSON.stringify(state, null, 2)}\n`)
  fsyncSync(fresh)
  closeSync(fresh)
}
