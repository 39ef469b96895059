// Your lab for chapters/15-lifecycle: 4 holes to fill.
//   npm run lab 15-lifecycle      runs it in the machine and shows what happened
//   npm run check 15-lifecycle    has the kernel judge it

// Chapter 15: a container that outlives every command about it. What is on disk, what is true, who may change it.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Fate } from '#mechanisms/14-logs'
import { flock, LOCK_EX, LOCK_NB, run } from '#native'
import { checkState, type Identity, type Policy, type State, type Status } from '../chapters/15-lifecycle/state.ts'
import { hole } from '../chapters/hole.ts'

/** Refuses what is no name of a container: it becomes the name of a folder, of a cgroup, and a word of commands. */
export function checkId(id: string): void {
  // hole 1: throw an Error unless it has 1 to 64 characters, of which the first is a letter or a digit, and all others
  //   letters, digits, "_", "." or "-"
  hole(1)
}

const boot = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** Who the process is now; undefined where there is none, or only what is left of it until somebody waits (Z, X). */
export function identity(pid: number): Identity | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined // nobody has this number
    throw error // that it cannot be asked does not mean that it is dead
  }
  // hole 2: the fields behind the name, which stands in brackets and may have blanks and brackets itself: so behind the
  //   last ")". The first of them is the state, field 3; `started` is field 22. Give { pid, started, boot: boot() }
  return hole(2)
}

/** Whether it is still the same process that lives. */
export function lives(known: Identity | undefined): boolean {
  const now = known && identity(known.pid)
  return now !== undefined && now.started === known?.started && now.boot === known.boot
}

/** Writes the state, so that whoever reads it finds the old one or the new one, whole, whenever the power fails. */
export function save(file: string, state: State): void {
  const text = `${JSON.stringify(state, null, 2)}\n`
  // hole 3: write to another file beside it, and bring it to the disk (fsyncSync); then take its name away from the old one
  //   (renameSync), and bring the folder to the disk
  hole(3)
}

/** Throws an Error of one line where the file is damaged, or of a newer version. */
export function load(file: string): State {
  const text = readFileSync(file, 'utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined // told in the same words
  }
  return checkState(value, file)
}

const pause = (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds))

/** Does it when nobody else has the lock, which is a file: the kernel takes a lock back from whoever dies. flock(2) */
export async function locked<Result>(file: string, act: () => Promise<Result>): Promise<Result> {
  const lock = openSync(file, 'a', 0o600) // 'a': what is in the file stays
  try {
    // hole 4: take it: flock(lock, LOCK_EX | LOCK_NB), which with `allow: ['EAGAIN']` gives 0 when it is ours. Until then
    //   pause for a moment and try again: a flock that waits would hold up all of this process. Then act()
    return hole(4)
  } finally {
    closeSync(lock)
  }
}

/** What is true of a container, whatever was written down. */
export function status(state: State, { paused }: { paused: boolean }): Status {
  if (!state.process) return 'created'
  if (!lives(state.process)) return lives(state.waiter) ? 'restarting' : 'stopped'
  return paused ? 'paused' : 'running'
}

/** Whether the policy wants a container again that has ended so. */
export function restarts({ name, most = Infinity }: Policy, state: State, end: Fate): boolean {
  if (state.stopped || name === 'no') return false
  if (name !== 'on-failure') return true
  const failed = end !== undefined && 'code' in end ? end.code !== 0 : true
  return failed && state.restarts < most
}
