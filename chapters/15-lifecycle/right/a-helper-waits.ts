// right: a forked helper waits for the lock, which belongs to the file that both have open; a state comes from a folder beside it
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { close_range, exit_group, flock, LOCK_EX, spawn, UINT_MAX } from '#native'
import type { Identity, State, Status } from '../../../chapters/15-lifecycle/state.ts'

export { load, restarts } from '../../../solutions/15-lifecycle.ts'

const FIRST = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export function checkId(id: string): void {
  const letters = [...id]
  const good = letters.every((letter, i) => FIRST.includes(letter) || (i > 0 && '_.-'.includes(letter)))
  if (good && letters.length > 0 && letters.length <= 64) return
  throw new Error(`${JSON.stringify(id)} cannot be the name of a container`)
}

const read = (path: string) => readFileSync(path, 'latin1')

export function identity(pid: number): Identity | undefined {
  let text: string
  try {
    text = read(`/proc/${pid}/stat`)
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
  const found = /^\d+ \(.*\) (?<state>\S)(?: \S+){18} (?<started>\d+) /s.exec(text)?.groups
  if (!found || found.state === 'Z' || found.state === 'X') return undefined
  return { pid, started: Number(found.started), boot: read('/proc/sys/kernel/random/boot_id').trim() }
}

export function lives(known: Identity | undefined): boolean {
  if (known === undefined) return false
  const now = identity(known.pid)
  return now?.started === known.started && now.boot === known.boot
}

export function save(file: string, state: State): void {
  const folder = dirname(file)
  const beside = mkdtempSync(join(folder, '.state-'))
  try {
    const fresh = join(beside, 'state')
    writeFileSync(fresh, `${JSON.stringify(state)}\n`, { mode: 0o600, flush: true })
    renameSync(fresh, file)
  } finally {
    rmSync(beside, { recursive: true })
  }
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Nothing else stays open in the helper: while it waits, it would hold other locks that we give back. */
const alone = (fd: number) => [...(fd > 3 ? [close_range(3, fd - 1)] : []), close_range(fd + 1, UINT_MAX)]

export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  const lock = openSync(file, 'a', 0o600)
  try {
    await spawn([...alone(lock), flock(lock, LOCK_EX), exit_group(0)], { mode: 'fork' }).wait()
    return await act()
  } finally {
    closeSync(lock)
  }
}

export function status(state: State, { paused }: { paused: boolean }): Status {
  const { process, waiter } = state
  if (process === undefined) return 'created'
  if (lives(process)) return paused ? 'paused' : 'running'
  return lives(waiter) ? 'restarting' : 'stopped'
}
