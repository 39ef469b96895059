// right: node:fs alone; a controller at a time is handed on; states are asked for until they come; rmdir until it works
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { created, entered } from '#mechanisms/02-ipc'
import { close_range, O_CLOEXEC, O_DIRECTORY, O_PATH } from '#native'
import { checkOwn, groupOf } from '../../../chapters/08-cgroups/group.ts'
import { amount, cpuMaxOf, ioWeightOf, swapOf, unifiedOf, weightOf } from '../../../chapters/08-cgroups/limits.ts'
import type { Resources } from '../../../chapters/config.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const MOUNT = '/sys/fs/cgroup'

export function limitsOf(resources: Resources = {}): (readonly [file: string, text: string])[] {
  const { memory, cpu, pids, blockIO, unified } = resources
  const limits = new Map<string, string>()
  const add = (file: string, text: string | undefined) => text !== undefined && limits.set(file, text)
  add('pids.max', amount('pids.limit', pids?.limit))
  add('cpu.max', cpuMaxOf(cpu))
  add('cpu.weight', weightOf(cpu?.shares))
  add('cpuset.cpus', cpu?.cpus)
  add('memory.low', amount('memory.reservation', memory?.reservation))
  add('memory.swap.max', swapOf(memory))
  add('memory.max', amount('memory.limit', memory?.limit))
  add('io.weight', ioWeightOf(blockIO?.weight))
  for (const [file, text] of unifiedOf(unified)) add(file, text)
  return [...limits]
}

function put(folder: string, file: string, text: string): void {
  try {
    writeFileSync(join(folder, file), text, { flag: 'r+' })
  } catch (error) {
    throw new Error(`${join(folder, file)} does not take "${text}": ${(error as NodeJS.ErrnoException).code}`)
  }
}

function putAll(folder: string, limits: readonly (readonly [string, string])[]): void {
  const text = (file: string) => {
    const path = join(folder, file)
    if (!existsSync(path)) throw new Error(`${path}: the controller ${file.split('.')[0]} is not there`)
    return readFileSync(path, 'utf8').trim()
  }
  const old = limits.map(([file]) => [file, text(file)] as const)
  let done = 0
  try {
    for (const [file, value] of limits) {
      put(folder, file, value)
      done++
    }
  } catch (error) {
    for (const [file, value] of old.slice(0, done).reverse()) put(folder, file, value)
    throw error
  }
}

function make(folder: string): void {
  const above = dirname(folder)
  if (above !== MOUNT && !existsSync(above)) make(above)
  for (const name of readFileSync(join(above, 'cgroup.controllers'), 'utf8').split(/\s+/)) {
    if (['cpu', 'cpuset', 'io', 'memory', 'pids'].includes(name)) put(above, 'cgroup.subtree_control', `+${name}`)
  }
  mkdirSync(folder)
}

const says = (folder: string, line: string) =>
  readFileSync(join(folder, 'cgroup.events'), 'utf8').split('\n').includes(line)

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(3)
}

function removed(folder: string): boolean {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && !removed(join(folder, entry.name))) return false
  }
  try {
    rmdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false
    throw error
  }
  return true
}

async function destroy(folder: string): Promise<void> {
  put(folder, 'cgroup.kill', '1')
  await until(() => removed(folder))
}

const folderOf = (c: Container): string | undefined => {
  const group = groupOf(c)
  return group && join(MOUNT, group)
}

const others = new WeakSet<Container>()
const victims = new WeakSet<Container>()

export const mechanism: Mechanism = {
  name: '08-cgroups',
  flags: c => created(c, 'cgroup'),
  async prepare(c) {
    const folder = folderOf(c)
    if (!folder) return
    others.add(c)
    const limits = limitsOf(c.config.linux?.resources)
    checkOwn(groupOf(c) ?? '')
    others.delete(c)
    if (existsSync(folder)) await destroy(folder)
    make(folder)
    putAll(folder, limits)
    c.cgroup = openSync(folder, O_PATH | O_DIRECTORY | O_CLOEXEC)
  },
  steps(c) {
    if (c.cgroup === undefined) return entered(c, 'cgroup')
    return [close_range(c.cgroup, c.cgroup), ...entered(c, 'cgroup')]
  },
  async release(c) {
    if (c.cgroup !== undefined) closeSync(c.cgroup)
    delete c.cgroup
    const folder = folderOf(c)
    if (!folder || others.has(c) || !existsSync(folder)) return
    if (oomKilled(c)) victims.add(c)
    await destroy(folder)
  },
}

function own(c: Container): string {
  const folder = folderOf(c)
  if (!folder) throw new Error(`${c.id} has no cgroup`)
  return folder
}

export async function pause(c: Container): Promise<void> {
  put(own(c), 'cgroup.freeze', '1')
  await until(() => says(own(c), 'frozen 1'))
}

export async function unpause(c: Container): Promise<void> {
  put(own(c), 'cgroup.freeze', '0')
  await until(() => says(own(c), 'frozen 0'))
}

export async function update(c: Container, resources: Resources): Promise<void> {
  putAll(own(c), limitsOf(resources))
}

const figure = (c: Container, file: string) => Number.parseInt(readFileSync(join(own(c), file), 'utf8'), 10)

export const usage = (c: Container) => ({
  pids: figure(c, 'pids.current'),
  memory: figure(c, 'memory.current'),
  cpu: Number(/usage_usec (\d+)/.exec(readFileSync(join(own(c), 'cpu.stat'), 'utf8'))?.[1]),
})

export function oomKilled(c: Container): boolean {
  if (victims.has(c)) return true
  const events = join(own(c), 'memory.events')
  return existsSync(events) && !/^oom_kill 0$/m.test(readFileSync(events, 'utf8'))
}
