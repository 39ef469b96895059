// wrong: what one writes first: any name, a number in a file that is written in place, nobody waits for anybody
// first: names
// also: not-another, another-boot, any-name, whole, one-at-a-time, no-dead-hand
import { existsSync, writeFileSync } from 'node:fs'
import type { Identity, State, Status } from '../../../chapters/15-lifecycle/state.ts'

export { load, restarts } from '../../../solutions/15-lifecycle.ts'

export function checkId(): void {}

export const identity = (pid: number): Identity | undefined =>
  existsSync(`/proc/${pid}/exe`) ? { pid, started: 0, boot: '' } : undefined

export const lives = (known: Identity | undefined): boolean => known !== undefined && identity(known.pid) !== undefined

export function save(file: string, state: State): void {
  writeFileSync(file, JSON.stringify(state))
}

export const locked = <Result>(_: string, act: () => Promise<Result>): Promise<Result> => act()

export function status(state: State, { paused }: { paused: boolean }): Status {
  if (!state.process) return 'created'
  if (!lives(state.process)) return 'stopped'
  return paused ? 'paused' : 'running'
}
