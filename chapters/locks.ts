// Who may do something about a container: whoever has its lock, a file in locks/ of the store.
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { locked } from '#mechanisms/15-lifecycle'
import { flock, LOCK_EX, LOCK_NB, LOCK_SH, run } from '#native'
import { readConfig } from './config-shape.ts'
import { type Owner, removeTree } from './owned.ts'

/** Of a container that is being removed: its folder, under this name. */
const GONE = '.gone-'

export const goneOf = (root: string, id: string) => join(root, 'containers', `${GONE}${id}`)

/** The folder of all locks is itself one, which all share who have or want the lock of a container. */
function openAll(root: string): { locks: string; all: number } {
  const locks = join(root, 'locks')
  mkdirSync(locks, { recursive: true, mode: 0o700 })
  return { locks, all: openSync(locks, 'r') }
}

/**
 * Does it when nobody else has the container's lock. That is not in the container's folder, and stays when the container goes:
 * who waits for it has that of its successor, or both would be alone.
 */
export async function withLock<Result>(root: string, id: string, act: () => Promise<Result>): Promise<Result> {
  const { locks, all } = openAll(root)
  try {
    while (run({ ...flock(all, LOCK_SH | LOCK_NB), allow: ['EAGAIN'] }) !== 0) await setTimeout(10)
    return await locked(join(locks, id), act)
  } finally {
    closeSync(all)
  }
}

/** Removes locks of containers that are no more, and what removals that were killed have left; not while anybody has a lock. */
export async function sweepContainers(root: string): Promise<void> {
  const { locks, all } = openAll(root)
  try {
    if (run({ ...flock(all, LOCK_EX | LOCK_NB), allow: ['EAGAIN'] }) !== 0) return
    const containers = join(root, 'containers')
    for (const name of existsSync(containers) ? readdirSync(containers) : []) {
      if (name.startsWith(GONE)) await removeTree(join(containers, name), ownerOf(join(containers, name)))
    }
    for (const id of readdirSync(locks)) {
      if (!existsSync(join(containers, id))) rmSync(join(locks, id), { force: true })
    }
  } finally {
    closeSync(all)
  }
}

/** Whose files are in the folder; it may be gone already. */
function ownerOf(folder: string): Owner {
  const file = join(folder, 'config.json')
  try {
    return { config: readConfig(readFileSync(file, 'utf8'), file) }
  } catch {
    return { config: {} }
  }
}
