// A cgroup as what it is: a folder of small files. Groups are named by their path below the visible root, /sys/fs/cgroup.
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  watch,
  writeSync,
} from 'node:fs'
import { posix } from 'node:path'
import type { Container } from '../container.ts'

const ROOT = '/sys/fs/cgroup'
const HOME = '/congo'

/** The controllers that a container's limits and figures need, where the kernel has them. */
const USED = ['cpu', 'cpuset', 'io', 'memory', 'pids']

/** Where the group, or a file of it, is on the host. */
export const placeOf = (group: string, file = ''): string => posix.join(ROOT, group, file)

/**
 * The container's group: linux.cgroupsPath, or /congo/ID where something else in the config asks for a group; undefined
 * where nothing does. It follows from id and config alone, so whoever knows these finds it again after a crash.
 */
export function groupOf({ id, config: { linux } }: Container): string | undefined {
  const asked = linux?.resources ?? linux?.namespaces?.find(({ type, path }) => type === 'cgroup' && !path)
  const path = linux?.cgroupsPath ?? (asked && id)
  return path === undefined ? undefined : posix.resolve(HOME, path)
}

/** Refuses a group that cannot be this container's alone, in a line. */
export function checkOwn(group: string): void {
  if (!existsSync(placeOf('/', 'cgroup.controllers'))) throw new Error(`${ROOT}: no cgroup v2 is mounted there`)
  if (group === '/' || group === HOME)
    throw new Error(`cgroupsPath ${group}: this is everybody's group; name one below it`)
  if (!existsSync(placeOf(group)) || event(group, 'populated') === '0') return
  const inside = [group, ...groupsBelow(group)].flatMap(each => lines(each, 'cgroup.procs')).join(', ')
  throw new Error(`cgroupsPath ${group}: processes run there (${inside}); end them, or choose another path`)
}

/** The groups above it, from the visible root down. */
export function parentsOf(group: string): string[] {
  const names = group.split('/').slice(1, -1)
  return ['/', ...names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`)]
}

/** All groups below it, inner ones before those that they are in. */
export const groupsBelow = (group: string): string[] =>
  readdirSync(placeOf(group), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => posix.join(group, name))
    .flatMap(inner => [...groupsBelow(inner), inner])

/**
 * The controllers that a group has and its children have not. None where we may not change that: an ordinary user gets some
 * handed down, and a limit of any other controller says what is missing.
 */
export function notHandedOn(group: string): string[] {
  if (!isWritable(placeOf(group, 'cgroup.subtree_control'))) return []
  const given = words(group, 'cgroup.subtree_control')
  return words(group, 'cgroup.controllers').filter(name => USED.includes(name) && !given.includes(name))
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK)
    return true
  } catch {
    return false
  }
}

export const read = (group: string, file: string): string =>
  saying(group, file, () => readFileSync(placeOf(group, file), 'utf8'))

/** Makes a group; with `there` it may be there already. */
export const create = (group: string, { there }: { there: boolean }): void =>
  saying(group, '', () => void mkdirSync(placeOf(group), { recursive: there }))

/** Writes a file that is there: the kernel makes them, nobody else. Some, as cgroup.kill, may only be written. */
export const write = (group: string, file: string, text: string): void =>
  saying(group, file, () => writeTo(placeOf(group, file), `${text}\n`), text)

function writeTo(place: string, text: string): void {
  const fd = openSync(place, constants.O_WRONLY)
  try {
    writeSync(fd, text)
  } finally {
    closeSync(fd)
  }
}

/** The value in a file with a name on each line: `oom_kill` of memory.events. */
export const fieldOf = (group: string, file: string, name: string): string | undefined =>
  lines(group, file)
    .find(line => line.startsWith(`${name} `))
    ?.slice(name.length + 1)

/** What cgroup.events says now: `populated` is 0 when no process is left, here and below; `frozen` 1 when all stand still. */
export const event = (group: string, name: 'populated' | 'frozen') => fieldOf(group, 'cgroup.events', name)

/**
 * Resolves when cgroup.events says so; never, once the signal has come. The kernel tells of every change in this file:
 * cgroups(7), inotify(7).
 */
export function awaitEvent(
  group: string,
  name: 'populated' | 'frozen',
  value: '0' | '1',
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const watcher = watch(placeOf(group, 'cgroup.events'), { ...(signal && { signal }) })
    const look = () => {
      try {
        if (event(group, name) !== value) return
        resolve()
      } catch (error) {
        reject(error)
      }
      watcher.close()
    }
    watcher.on('change', look)
    watcher.on('error', reject)
    look() // after the watch began: what changes from here on is told
  })
}

const words = (group: string, file: string) => read(group, file).trim().split(' ').filter(Boolean)
const lines = (group: string, file: string) => read(group, file).split('\n').filter(Boolean)

/** An error of a cgroup file in a line: which file, what is the matter, what to do. */
function saying<T>(group: string, file: string, act: () => T, text?: string): T {
  try {
    return act()
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    const what = text === undefined ? placeOf(group, file) : `${JSON.stringify(text)} into ${placeOf(group, file)}`
    throw new Error(`${what}: ${code}; ${meaning(group, file, code)}`, { cause: error })
  }
}

function meaning(group: string, file: string, code: string): string {
  const [controller = ''] = file.split('.')
  if (code !== 'ENOENT') return MEANINGS[code] ?? 'see cgroups(7)'
  if (!existsSync(placeOf(group))) return 'there is no such group'
  const end = parentsOf(group).find(parent => !words(parent, 'cgroup.subtree_control').includes(controller))
  if (end === undefined || controller === 'cgroup') return 'this kernel has no such file'
  const has = words(end, 'cgroup.controllers')
  return has.includes(controller)
    ? `the controller ${controller} is not handed on: write "+${controller}" into ${placeOf(end, 'cgroup.subtree_control')}`
    : `${placeOf(end)} has no controller ${controller} to hand on, only ${has.join(', ')}`
}

const MEANINGS: Readonly<Record<string, string>> = {
  EBUSY: 'processes run in this group, and only one without may hand on controllers: choose another path',
  EACCES: 'the group belongs to somebody else: have it delegated, or choose another path',
  EPERM: 'the group is the root of a cgroup namespace: its limits are set from outside',
  EINVAL: 'the kernel does not take this value',
  ERANGE: 'the kernel does not take a number so small or so large',
  ENODEV: 'there is no such device',
}
