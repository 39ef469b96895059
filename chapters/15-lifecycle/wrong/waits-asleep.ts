// wrong: flock without LOCK_NB waits, and all of the process with it, also whoever has the lock
// first: one-at-a-time
// also: no-dead-hand
import { closeSync, openSync } from 'node:fs'
import { flock, LOCK_EX, run } from '#native'

export * from '../../../solutions/15-lifecycle.ts'

export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  const lock = openSync(file, 'w', 0o600)
  try {
    run(flock(lock, LOCK_EX))
    return await act()
  } finally {
    closeSync(lock)
  }
}
