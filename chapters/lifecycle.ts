// The life of containers over many commands: a store on disk, and what is done to a container in it.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
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
import { checkId, identity, lives, load, save, status } from '#mechanisms/15-lifecycle'
import { pidfd_open, pidfd_send_signal, run, watch } from '#native'
import { groupOf, placeOf } from './08-cgroups/group.ts'
import { openRecord, readRecord } from './14-logs/record.ts'
import type { Policy, State, Status } from './15-lifecycle/state.ts'
import { composition } from './composition.ts'
import type { Config } from './config.ts'
import { readConfig } from './config-shape.ts'
import type { Container, Mechanism } from './container.ts'
import { Fresh } from './fresh.ts'
import { ifWritable } from './full.ts'
import { goneOf, withLock } from './locks.ts'
import { startWatched, type Wanted, type Watched } from './monitored.ts'
import { removeTree } from './owned.ts'
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

/** The bundle of a container. */
export const folderOf = (root: string, id: string) => join(root, 'containers', id)
export const stateOf = (root: string, id: string) => join(folderOf(root, id), 'state.json')

/** What becomes of a container that has ended. */
export type Afterwards = Partial<Pick<State, 'policy' | 'remove'>>

/** Makes a container, which does not run yet. Throws an Error of one line where the name is taken, or is none. */
export function create(root: string, id: string, config: Config, afterwards: Afterwards = {}): void {
  checkId(id)
  const all = join(root, 'containers')
  mkdirSync(all, { recursive: true, mode: 0o700 })
  using fresh = new Fresh(all) // no half-made container has a name
  const text = `${JSON.stringify(config, null, 2)}\n`
  writeFileSync(join(fresh.folder, 'config.json'), text, { mode: 0o600, flush: true })
  const created = new Date().toISOString()
  save(join(fresh.folder, 'state.json'), {
    version: 1,
    id,
    created,
    policy: { name: 'no' },
    ...afterwards,
    restarts: 0,
  })
  try {
    renameSync(fresh.folder, folderOf(root, id))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST')
      throw new Error(`the name ${id} is taken: remove that container first`)
    throw error
  }
  sync(all)
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

/** Does something about a container while nobody else does. Gives undefined where there is none. */
export async function alone<Result>(
  root: string,
  id: string,
  act: (kept: Kept) => Promise<Result>,
): Promise<Result | undefined> {
  checkId(id)
  if (!existsSync(stateOf(root, id))) return undefined
  return withLock(root, id, async () => {
    const kept = existsSync(stateOf(root, id)) ? await settled(root, id) : undefined
    return kept && act(kept)
  })
}

/** Throws an Error of one line where there is no such container. */
function demand(root: string, id: string): void {
  checkId(id)
  if (!existsSync(stateOf(root, id))) throw new Error(`there is no container ${id}`)
}

/** What is there, read without a lock: another command may be about to change it. */
export function look(root: string, id: string): Kept {
  demand(root, id)
  const state = load(stateOf(root, id))
  const container: Container = {
    id,
    bundle: folderOf(root, id),
    config: loadConfig(root, id),
  }
  return { container, state, status: status(state, { paused: isPaused(container) }) }
}

function loadConfig(root: string, id: string): Config {
  const file = join(folderOf(root, id), 'config.json')
  return readConfig(readFileSync(file, 'utf8'), file)
}

/** Puts another configuration in its place: whoever reads it finds the old one or the new one, whole. */
export function saveConfig(bundle: string, config: Config): void {
  const file = join(bundle, 'config.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}

function isPaused(c: Container): boolean {
  const group = groupOf(c)
  const events = group === undefined ? undefined : placeOf(group, 'cgroup.events')
  return events !== undefined && existsSync(events) && /^frozen 1$/m.test(readFileSync(events, 'utf8'))
}

/** Has it ended, and nobody has looked since? */
const isOver = ({ process, ended }: State) => process && !ended && !lives(process)

/**
 * As look(); of a container that has ended since, what it had on the host is taken back, and its end written down, or it is
 * removed, where it was made so: then there is none any more.
 */
async function settled(root: string, id: string): Promise<Kept | undefined> {
  const kept = look(root, id)
  const { container, state } = kept
  if (!isOver(state)) return kept
  await hasEnded(state.monitor) // it may be about to write its record
  const ended = fate(readRecord(container.bundle), { container: false, monitor: false })
  await releaseAll(container)
  if (state.remove) return discard(root, container)
  const after = { ...state, ...(ended && { ended }) }
  ifWritable(() => save(stateOf(root, id), after)) // it is as true without
  return { ...kept, state: after }
}

/** What was there when the container waited at its gate: if we die now, the next command knows whom to look for. */
const journal = (root: string, state: State, again: Again): Mechanism => ({
  name: '15-lifecycle',
  steps: () => [],
  connect(c, child) {
    const { stopped: _, ended: __, waiter: ___, pause: ____, ...rest } = state
    const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
    const [process, monitor] = [identity(child.pid), identity(Number(parent))]
    if (!process || !monitor) throw new Error(`${c.id}: the container ended before it was started`)
    save(stateOf(root, c.id), { ...rest, ...again, process, monitor, begun: new Date().toISOString() })
  },
})

/** What a start by a policy counts; of one by somebody nothing. */
type Again = Pick<State, 'restarts' | 'pause'>

/** Starts a container that nobody else is about to start. */
export async function begin(
  root: string,
  { container, state }: Kept,
  wanted: Wanted,
  again: Again = { restarts: 0 },
): Promise<Watched> {
  await releaseAll(container) // what a start that was cut short may have left
  rmSync(join(container.bundle, 'exit'), { force: true })
  try {
    const watched = await startWatched(container, [...composition, journal(root, state, again)], wanted)
    ours.set(container.bundle, container)
    return watched
  } catch (error) {
    const file = stateOf(root, container.id)
    save(file, unwanted(load(file))) // the next time it would fail as well
    throw error
  }
}

/** Starts a container that does not run. Throws as startWatched() does, and an Error of one line where it runs already. */
export async function start(root: string, id: string, wanted: Wanted = {}): Promise<Watched> {
  demand(root, id)
  const started = await alone(root, id, async kept => {
    if (isUp(kept)) throw new Error(`${id} runs already`)
    await dismiss(kept.state.waiter)
    return begin(root, kept, wanted)
  })
  if (!started) throw new Error(`${id} has gone meanwhile`)
  return started
}

const isUp = ({ status }: Kept) => status === 'running' || status === 'paused'

/** Whoever waits to start it again, need not wait any more: he holds nothing, and has not begun as long as we have the lock. */
const dismiss = (waiter: State['waiter']) =>
  withPidfd(waiter, async pidfd => run({ ...pidfd_send_signal(pidfd, 'SIGKILL'), allow: ['ESRCH'] }))

/** Notes that somebody wants its end: nobody starts it again. Gives its state, undefined where it has gone by itself. */
export function forgo(root: string, id: string): Promise<State | undefined> {
  demand(root, id)
  return alone(root, id, async ({ state }) => {
    if (!state.process || state.stopped) return state
    await dismiss(state.waiter)
    const asked = unwanted(state)
    const write = () => save(stateOf(root, id), asked)
    if (asked.policy.name === 'no') ifWritable(write)
    else write()
    return asked
  })
}

const unwanted = ({ waiter: _, ...state }: State): State => ({ ...state, stopped: true })

/**
 * Stops a container: asks its first process by the signal, and after so many seconds ends it. Gives how it ended. One that is
 * paused goes on, for what is frozen hears nothing but SIGKILL.
 */
export async function stop(root: string, id: string, how: HowToStop = {}): Promise<Fate> {
  const state = await forgo(root, id)
  const end = state && ended(root, id)
  await finish(state?.process, how, () => alone(root, id, thaw))
  return end
}

export interface HowToStop {
  /** SIGTERM if not said. */
  readonly signal?: string
  /** How long it may take after that: 10 if not said. */
  readonly seconds?: number
}

/** Asks the process to end, lets go on what is frozen, and then has it ended. */
async function finish(
  process: State['process'],
  { signal = 'SIGTERM', seconds = 10 }: HowToStop,
  goOn: () => Promise<unknown>,
): Promise<void> {
  await withPidfd(process, async pidfd => {
    run({ ...pidfd_send_signal(pidfd, signal), allow: ['ESRCH'] })
    if (signal !== 'SIGKILL') await goOn()
    if (await ends(pidfd, seconds)) return
    run({ ...pidfd_send_signal(pidfd, 'SIGKILL'), allow: ['ESRCH'] })
    await ends(pidfd, Infinity)
  })
}

async function thaw({ container, status }: Kept): Promise<void> {
  if (status === 'paused') await unpause(container)
}

/**
 * Stops it, if it runs, and starts it, while nobody else does anything about it: one that is to be removed when it has ended
 * stays. Throws as start() does.
 */
export async function restart(root: string, id: string, how: HowToStop, wanted: Wanted = {}): Promise<Watched> {
  demand(root, id)
  const started = await alone(root, id, async kept => {
    await dismiss(kept.state.waiter)
    await finish(kept.state.process, how, () => thaw(kept))
    await hasEnded(kept.state.monitor)
    return begin(root, kept, wanted)
  })
  if (!started) throw new Error(`${id} has gone meanwhile`)
  return started
}

/**
 * Waits until the container has ended, and gives how, though somebody may start it again at once, or remove it. Undefined of
 * one that has never run.
 */
export async function ended(root: string, id: string): Promise<Fate> {
  const { container, state } = look(root, id)
  if (!state.process || state.ended) return state.ended
  const record = openRecord(container.bundle)
  try {
    await hasEnded(state.process)
    await hasEnded(state.monitor)
    await alone(root, id, async () => undefined)
    return fate(record === undefined ? undefined : readRecord(record), { container: false, monitor: false })
  } finally {
    if (record !== undefined) closeSync(record)
  }
}

/** Does it with a pidfd of the process, unless that has ended. */
async function withPidfd(process: State['process'], act: (pidfd: number) => Promise<unknown>): Promise<void> {
  const pidfd = openProcess(process)
  if (pidfd === undefined) return
  try {
    await act(pidfd)
  } finally {
    closeSync(pidfd)
  }
}

const hasEnded = (process: State['process']) => withPidfd(process, pidfd => ends(pidfd, Infinity))

/** A pidfd of the very process; undefined where it has ended. */
export function openProcess(process: State['process']): number | undefined {
  if (process === undefined || !lives(process)) return undefined
  // EINVAL: it has ended just now, and its number is still that of a session in which others are.
  const pidfd = run({ ...pidfd_open(process.pid), allow: ['ESRCH', 'EINVAL'] })
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

/** Removes a container that does not run, or with `force` any. Throws an Error of one line for one that runs, or is about to. */
export async function remove(root: string, id: string, { force = false } = {}): Promise<void> {
  if (force) await stop(root, id, { signal: 'SIGKILL' })
  else demand(root, id)
  await alone(root, id, async kept => {
    if (isUp(kept)) throw new Error(`${id} runs: stop it first`)
    if (kept.status === 'restarting') throw new Error(`${id} is about to be started again: stop it first`)
    await releaseAll(kept.container) // also of a start that was cut short
    await discard(root, kept.container)
  })
}

async function discard(root: string, c: Container): Promise<undefined> {
  const { id, bundle } = c
  const gone = goneOf(root, id)
  await clear(gone, c)
  renameSync(bundle, gone) // at once it is no container any more, whatever happens to us
  await clear(gone, c)
}

/** Removes a folder, though the monitor of a start that was cut short may still make its few files there. */
async function clear(folder: string, c: Container): Promise<void> {
  for (let more = 8; more > 0; more--) {
    try {
      return await removeTree(folder, c)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || more === 1) throw error
    }
  }
}

/** Changes what becomes of it when it ends by itself. Throws an Error of one line where it is to be removed then. */
export async function setPolicy(root: string, id: string, policy: Policy): Promise<void> {
  demand(root, id)
  await alone(root, id, async ({ state }) => {
    if (state.remove) throw new Error(`${id} is removed when it has ended: it cannot be started again then`)
    save(stateOf(root, id), { ...state, policy })
  })
}

/** Every container as it is, or those that are named; those whose state cannot be read are told by their error. */
export async function list(
  root: string,
  names: readonly string[] = ids(root),
): Promise<(Kept | { id: string; error: string })[]> {
  const found = names.map(async (id): Promise<Kept | { id: string; error: string } | undefined> => {
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
