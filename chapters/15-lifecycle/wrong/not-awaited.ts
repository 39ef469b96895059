// wrong: the lock is given back when the work has begun, and not when it is done
// first: one-at-a-time
// also: no-dead-hand
import { closeSync, openSync } from 'node:fs'
import { flock, LOCK_EX, LOCK_NB, run } from '#native'

export * from '../../../solutions/15-lifecycle.ts'

export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  const lock = openSync(file, 'w', 0o600)
  try {
    while (run({ ...flock(lock, LOCK_EX | LOCK_NB), allow: ['EAGAIN'] }) !== 0) await new Promise(setImmediate)
    return act()
  } finally {
    closeSync(lock)
  }
}
