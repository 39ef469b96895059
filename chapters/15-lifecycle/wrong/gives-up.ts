// wrong: who does not get the lock at once gives up
// first: one-at-a-time
// also: no-dead-hand
import { closeSync, openSync } from 'node:fs'
import { flock, LOCK_EX, LOCK_NB, run } from '#native'

export * from '../../../solutions/15-lifecycle.ts'

export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  const lock = openSync(file, 'w', 0o600)
  try {
    run(flock(lock, LOCK_EX | LOCK_NB))
    return await act()
  } finally {
    closeSync(lock)
  }
}
