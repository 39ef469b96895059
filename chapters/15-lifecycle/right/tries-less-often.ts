// right: tries for the lock less and less often; stat is split from behind; a fresh name each time a state is written
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { flock, LOCK_EX, LOCK_NB, run, StepError } from '#native'
import type { Identity, State, Status } from '../../../chapters/15-lifecycle/state.ts'

export { load, restarts } from '../../../solutions/15-lifecycle.ts'

export const checkId = (id: string): void => {
  const refuse = (why: string) => {
    throw new Error(`name of a container ${JSON.stringify(id)}: ${why}`)
  }
  if (id.length === 0 || id.length > 64) refuse('1 to 64 characters')
  if (!/^[A-Za-z0-9]$/.test(id.charAt(0))) refuse('it begins with a letter or digit')
  if (/[^A-Za-z0-9_.-]/.test(id)) refuse('only letters, digits, _ . -')
}

const STATE = 3
const STARTED = 22

function fieldsOf(pid: number): string[] | undefined {
  try {
    const [, behind = ''] = /^.*\)(.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    return behind.trim().split(/\s+/)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error
    return undefined
  }
}

export function identity(pid: number): Identity | undefined {
  const fields = fieldsOf(pid)
  if (fields === undefined) return undefined
  if (['Z', 'X'].includes(fields[0] ?? '')) return undefined
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trimEnd()
  return { boot, pid, started: Number.parseInt(fields[STARTED - STATE] ?? '', 10) }
}

export const lives = (known: Identity | undefined): boolean => {
  const now = known === undefined ? undefined : identity(known.pid)
  return now !== undefined && (['started', 'boot'] as const).every(key => now[key] === known?.[key])
}

export function status(state: State, { paused }: { paused: boolean }): Status {
  if (!state.process) return 'created'
  if (lives(state.process)) return paused ? 'paused' : 'running'
  return lives(state.waiter) ? 'restarting' : 'stopped'
}

let written = 0

export function save(file: string, state: State): void {
  const fresh = join(dirname(file), `.${basename(file)}.${process.pid}.${written++}`)
  try {
    const fd = openSync(fresh, 'wx', 0o600)
    try {
      writeFileSync(fd, JSON.stringify(state, undefined, 1))
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(fresh, file)
  } catch (error) {
    try {
      unlinkSync(fresh)
    } catch {
      // it never came to be
    }
    throw error
  }
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  const fd = openSync(file, 'a', 0o600)
  try {
    for (let wait = 1; !taken(fd); wait = Math.min(2 * wait, 50)) await sleep(wait)
    return await act()
  } finally {
    closeSync(fd)
  }
}

function taken(fd: number): boolean {
  try {
    run(flock(fd, LOCK_NB | LOCK_EX))
    return true
  } catch (error) {
    if (error instanceof StepError && error.errno === 'EAGAIN') return false
    throw error
  }
}
