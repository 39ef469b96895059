// Folders of something in the making, which has no name before it is whole. Those of makers that were killed are swept.
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { flock, LOCK_EX, LOCK_NB, run } from '#native'

const PREFIX = '.new-'

/** An empty folder in another one, until the end of its scope, or of this process. What is whole is renamed, and stays. */
export class Fresh implements Disposable {
  readonly folder: string
  readonly #lock: number
  readonly #leave = () => this[Symbol.dispose]()

  constructor(parent: string) {
    sweepFresh(parent)
    const [folder, lock] = made(parent)
    this.folder = folder
    this.#lock = lock
    process.once('exit', this.#leave)
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#leave)
    rmSync(this.folder, { recursive: true, force: true })
    closeSync(this.#lock)
  }
}

/** A folder, and the lock on it that the kernel takes back when its maker dies. */
function made(parent: string): [folder: string, lock: number] {
  for (;;) {
    const folder = mkdtempSync(join(parent, PREFIX))
    const lock = taken(folder)
    if (lock === undefined) continue // somebody sweeps, and has it
    if (existsSync(folder)) return [folder, lock]
    closeSync(lock) // he had it
  }
}

/** Removes what makers that have died have left in the folder. */
function sweepFresh(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue
    const folder = join(parent, name)
    const lock = taken(folder)
    if (lock === undefined) continue
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // It stays for somebody who can: it is in nobody's way.
    } finally {
      closeSync(lock)
    }
  }
}

/** The folder's lock; undefined where somebody else has it, or there is no such folder any more. */
function taken(folder: string): number | undefined {
  let lock: number
  try {
    lock = openSync(folder, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (run({ ...flock(lock, LOCK_EX | LOCK_NB), allow: ['EAGAIN'] }) === 0) return lock
  closeSync(lock)
  return undefined
}
