// wrong: the state is written in place, and is empty for a moment
// first: whole
import { writeFileSync } from 'node:fs'
import type { State } from '../../../chapters/15-lifecycle/state.ts'

export * from '../../../solutions/15-lifecycle.ts'

export function save(file: string, state: State): void {
  writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
}
