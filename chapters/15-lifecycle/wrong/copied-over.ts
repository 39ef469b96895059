// wrong: the new state is written beside the old one, and then copied over it
// first: whole
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import type { State } from '../../../chapters/15-lifecycle/state.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function save(file: string, state: State): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  copyFileSync(`${file}.new`, file)
  rmSync(`${file}.new`)
}
