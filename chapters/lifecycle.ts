// The life of containers over many commands: a store on disk, and what is done to a container in it.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { unpause } from '#mechanisms/08-cgroups'
import { type Fate, fate } from '#mechanisms/14-logs'
import { checkId, identity, lives, load, locked, save, status } from '#mechanisms/15-lifecycle'
import { pidfd_open, pidfd_send_signal, run, watch } from '#native'
import { groupOf, placeOf } from './08-cgroups/group.ts'
import { readRecord } from './14-logs/record.ts'
import type { Policy, State, Status } from './15-lifecycle/state.ts'
import { composition } from './composition.ts'
import type { Config } from './config.ts'
import type { Container, Mechanism } from './container.ts'
import { startWatched, type Wanted, type Watched } from './monitored.ts'
import { release } from './start.ts'

/** A container of the store, as it is now. */
export interface Kept {
  readonly container: Container
  readonly state: State
  readonly status: Status
}

/** Started by this process, by bundle: what mechanisms hold open here for them is given back with the rest. */
const ours = new Map<string, Container>()

async function releaseAll(c: Container): Promise<void> {
  const own = ours.get(c.bundle)
  ours.delete(c.bundle)
  for (const each of own ? [own, c] : [c]) await release(each, composition)
}

const folderOf = (root: string, id: string) => join(root, 'containers', id)
const stateOf = (root: string, id: string) => join(folderOf(root, id), 'state.json')

/** Makes a container, which does not run yet. Throws an Error of one line where the name is taken, or is none. */
export function create(root: string, id: string, config: Config, policy: Policy = { name: 'no' }): void {
  checkId(id)
  const all = join(root, 'containers')
  mkdirSync(all, { recursive: true, mode: 0o700 })
  const fresh = mkdtempSync(join(all, '.new-')) // no half-made container has a name
  try {
    const text = `${JSON.stringify(config, null, 2)}\n`
    writeFileSync(join(fresh, 'config.json'), text, { mode: 0o600, flush: true })
    save(join(fresh, 'state.json'), { version: 1, id, created: new Date().toISOString(), policy, restarts: 0 })
    renameSync(fresh, folderOf(root, id))
    sync(all)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST')
      throw new Error(`the name ${id} is taken: remove that container first`)
    throw error
  }
}

function sync(folder: string): void {
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}

/** Names of all containers, sorted. */
export function ids(root: string): string[] {
  const all = join(root, 'containers')
  if (!existsSync(all)) return []
  return readdirSync(all)
    .filter(name => !name.startsWith('.'))
    .sort()
}

/** Does something about a container while nobody else does. Throws an Error of one line where there is none. */
export function alone<Result>(root: string, id: string, act: (kept: Kept) => Promise<Result>): Promise<Result> {
  checkId(id)
  demandThere(root, id)
  // Not in the container's folder, and never removed: who waits for the lock of a container that goes has that of its
  // successor, or both would be alone.
  const locks = join(root, 'locks')
  mkdirSync(locks, { recursive: true, mode: 0o700 })
  return locked(join(locks, id), async () => {
    demandThere(root, id) // somebody may have removed it while we waited
    return act(await settled(root, id))
  })
}

function demandThere(root: string, id: string): void {
  if (!existsSync(stateOf(root, id))) throw new Error(`there is no container ${id}`)
}

/** What is there, read without a lock: another command may be about to change it. */
export function look(root: string, id: string): Kept {
  const state = load(stateOf(root, id))
  const container: Container = {
    id,
    bundle: folderOf(root, id),
    config: loadConfig(join(folderOf(root, id), 'config.json')),
  }
  return { container, state, status: status(state, { paused: isPaused(container) }) }
}

function loadConfig(file: string): Config {
  const text = readFileSync(file, 'utf8')
  try {
    return JSON.parse(text) as Config
  } catch {
    throw new Error(`${file}: this is no configuration; move its folder away to be rid of the container`)
  }
}

function isPaused(c: Container): boolean {
  const group = groupOf(c)
  const events = group === undefined ? undefined : placeOf(group, 'cgroup.events')
  return events !== undefined && existsSync(events) && /^frozen 1$/m.test(readFileSync(events, 'utf8'))
}

/** Has it ended, and nobody has looked since? */
const isOver = ({ process, ended }: State) => process && !ended && !lives(process)

/** As look(); of a container that has ended since, what it had on the host is taken back, and its end written down. */
async function settled(root: string, id: string): Promise<Kept> {
  const kept = look(root, id)
  const { container, state } = kept
  if (!isOver(state)) return kept
  await hasEnded(state.monitor) // it may be about to write its record
  const ended = fate(readRecord(container.bundle), { container: false, monitor: false })
  await releaseAll(container)
  const after = { ...state, ...(ended && { ended }) }
  save(stateOf(root, id), after)
  return { ...kept, state: after }
}

/** What was there when the container waited at its gate: if we die now, the next command knows whom to look for. */
const journal = (root: string, state: State): Mechanism => ({
  name: '15-lifecycle',
  steps: () => [],
  connect(c, child) {
    const { stopped: _, ended: __, ...rest } = state
    const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
    const [process, monitor] = [identity(child.pid), identity(Number(parent))]
    if (!process || !monitor) throw new Error(`${c.id}: the container ended before it was started`)
    save(stateOf(root, c.id), { ...rest, restarts: 0, process, monitor, begun: new Date().toISOString() })
  },
})

/** Starts a container that does not run. Throws as startWatched() does, and an Error of one line where it runs already. */
export const start = (root: string, id: string, wanted: Wanted = {}): Promise<Watched> =>
  alone(root, id, async ({ container, state, status }) => {
    if (status === 'running' || status === 'paused') throw new Error(`${id} runs already`)
    await releaseAll(container) // what a start that was cut short may have left
    rmSync(join(container.bundle, 'exit'), { force: true })
    const watched = await startWatched(container, [...composition, journal(root, state)], wanted)
    ours.set(container.bundle, container)
    return watched
  })

/**
 * Stops a container: asks its first process by the signal, and after so many seconds ends it. Gives how it ended. One that is
 * paused goes on, for what is frozen hears nothing but SIGKILL.
 */
export async function stop(root: string, id: string, { signal = 'SIGTERM', seconds = 10 } = {}): Promise<Fate> {
  const { process } = await alone(root, id, async ({ container, state, status }) => {
    if (!state.process) return state
    const asked = { ...state, stopped: true } // one that has ended by itself is not to be started again, either
    if (!state.stopped) save(stateOf(root, id), asked)
    await withPidfd(asked.process, async pidfd => void run({ ...pidfd_send_signal(pidfd, signal), allow: ['ESRCH'] }))
    if (status === 'paused' && signal !== 'SIGKILL') await unpause(container)
    return asked
  })
  await withPidfd(process, async pidfd => {
    if (await ends(pidfd, seconds)) return
    run({ ...pidfd_send_signal(pidfd, 'SIGKILL'), allow: ['ESRCH'] })
    await ends(pidfd, Infinity)
  })
  return ended(root, id)
}

/** Waits until the container has ended, and gives how; undefined of one that has never run. */
export async function ended(root: string, id: string): Promise<Fate> {
  const { process, monitor } = look(root, id).state
  await hasEnded(process)
  await hasEnded(monitor)
  return alone(root, id, async ({ state }) => state.ended)
}

/** Does it with a pidfd of the process, unless that has ended. */
async function withPidfd(process: State['process'], act: (pidfd: number) => Promise<unknown>): Promise<void> {
  const pidfd = open(process)
  if (pidfd === undefined) return
  try {
    await act(pidfd)
  } finally {
    closeSync(pidfd)
  }
}

const hasEnded = (process: State['process']) => withPidfd(process, pidfd => ends(pidfd, Infinity))

/** A pidfd of the very process; undefined where it has ended. */
function open(process: State['process'] | undefined): number | undefined {
  if (process === undefined || !lives(process)) return undefined
  const pidfd = run({ ...pidfd_open(process.pid), allow: ['ESRCH'] })
  if (pidfd < 0) return undefined
  if (lives(process)) return pidfd // still, so the descriptor is of this one
  closeSync(pidfd)
  return undefined
}

/** Seconds that setTimeout can count; with more it does not wait at all. */
const LONGEST = 2 ** 31 / 1000 - 1

/** Whether the process of the pidfd ends within so many seconds. */
function ends(pidfd: number, seconds: number): Promise<boolean> {
  return new Promise(resolve => {
    const over = (result: boolean) => {
      clearTimeout(late)
      watching.close()
      resolve(result)
    }
    const watching = watch(pidfd, 'readable', () => over(true))
    const late = seconds > LONGEST ? undefined : setTimeout(() => over(false), seconds * 1000)
  })
}

/** Removes a container that does not run. Throws an Error of one line for one that runs. */
export const remove = (root: string, id: string): Promise<void> =>
  alone(root, id, async ({ container, status }) => {
    if (status === 'running' || status === 'paused') throw new Error(`${id} runs: stop it first`)
    await releaseAll(container) // also of a start that was cut short
    const gone = join(root, 'containers', `.gone-${id}`)
    rmSync(gone, { recursive: true, force: true })
    renameSync(container.bundle, gone) // at once it is no container any more, whatever happens to us
    rmSync(gone, { recursive: true, force: true })
  })

/** Every container as it is; those whose state cannot be read are told by their error. */
export async function list(root: string): Promise<(Kept | { id: string; error: string })[]> {
  const found = ids(root).map(async (id): Promise<Kept | { id: string; error: string } | undefined> => {
    try {
      const kept = look(root, id)
      const over = isOver(kept.state) && !lives(kept.state.monitor) // nobody waits for a list
      return over ? await alone(root, id, async settled => settled) : kept
    } catch (error) {
      // Somebody may have removed it meanwhile.
      return existsSync(folderOf(root, id)) ? { id, error: (error as Error).message } : undefined
    }
  })
  return (await Promise.all(found)).filter(each => each !== undefined)
}
