// right: a class for a lock that gives itself back; fields of stat are counted as in the manual
import { closeSync, fdatasyncSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Fate } from '#mechanisms/14-logs'
import { flock, LOCK_EX, LOCK_NB, run } from '#native'
import {
  checkState,
  type Identity,
  type Policy,
  type State,
  type Status,
} from '../../../chapters/15-lifecycle/state.ts'

const NAME = /^[0-9A-Za-z][0-9A-Za-z._-]*$/

export function checkId(id: string): void {
  if (NAME.exec(id)?.[0] === id && Buffer.byteLength(id) <= 64) return
  throw new Error(`a container cannot be called ${JSON.stringify(id)}`)
}

class Stat {
  readonly #fields: string[]

  constructor(text: string) {
    const end = text.lastIndexOf(')')
    this.#fields = ['', '', ...text.slice(end + 1).split(' ')]
  }

  /** Counted from 1, as in the manual. */
  field(number: number): string {
    return this.#fields[number] ?? ''
  }
}

export function identity(pid: number): Identity | undefined {
  try {
    const stat = new Stat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    if (stat.field(3) === 'Z' || stat.field(3) === 'X') return undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')
    return { pid, started: Number(stat.field(22)), boot: boot.slice(0, -1) }
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (code === 'ESRCH' || code === 'ENOENT') return undefined
    throw error
  }
}

export function lives(known: Identity | undefined): boolean {
  if (!known) return false
  const { started, boot } = identity(known.pid) ?? {}
  return started === known.started && boot === known.boot
}

export function save(file: string, state: State): void {
  const bytes = Buffer.from(JSON.stringify(state, null, '\t'))
  const other = `${file}~`
  const fd = openSync(other, 'w', 0o600)
  try {
    let at = 0
    while (at < bytes.length) at += writeSync(fd, bytes, at)
    fdatasyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(other, file)
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

export function load(file: string): State {
  const text = readFileSync(file, 'utf8')
  const value = (() => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      return undefined
    }
  })()
  return checkState(value, file)
}

class Lock implements Disposable {
  readonly #fd: number

  constructor(file: string) {
    this.#fd = openSync(file, 'a', 0o600)
  }

  take(): Promise<void> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          if (run({ ...flock(this.#fd, LOCK_EX | LOCK_NB), allow: ['EAGAIN'] }) === 0) resolve()
          else setTimeout(attempt, 5)
        } catch (error) {
          reject(error)
        }
      }
      attempt()
    })
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd)
  }
}

export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  using lock = new Lock(file)
  await lock.take()
  return await act()
}

export function status({ process, waiter }: State, { paused }: { paused: boolean }): Status {
  if (process && lives(process)) return paused ? 'paused' : 'running'
  if (process && lives(waiter)) return 'restarting'
  return process ? 'stopped' : 'created'
}

export function restarts(policy: Policy, state: State, end: Fate): boolean {
  if (state.stopped) return false
  switch (policy.name) {
    case 'no':
      return false
    case 'on-failure':
      return (!end || !('code' in end) || end.code !== 0) && state.restarts < (policy.most ?? Infinity)
    default:
      return true
  }
}
