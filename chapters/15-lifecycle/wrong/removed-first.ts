// wrong: the old state is removed before the new one is written, so that for a moment there is none
// first: whole
import { rmSync, writeFileSync } from 'node:fs'
import type { State } from '../../../chapters/15-lifecycle/state.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function save(file: string, state: State): void {
  rmSync(file, { force: true })
  writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
}
