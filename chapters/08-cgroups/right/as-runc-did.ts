// right: as runc did before cgroup.kill: the group is frozen, each process killed by its number, and all is thawed to die
import { closeSync, existsSync, openSync, rmdirSync } from 'node:fs'
import process from 'node:process'
import { created, entered } from '#mechanisms/02-ipc'
import { close, O_DIRECTORY, O_RDONLY } from '#native'
import * as group from '../../../chapters/08-cgroups/group.ts'
import * as limit from '../../../chapters/08-cgroups/limits.ts'
import type { Resources } from '../../../chapters/config.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

type Limits = Record<string, string>

export function limitsOf({ memory = {}, cpu = {}, pids, blockIO, unified }: Resources = {}): [string, string][] {
  const all: Record<string, string | undefined> = {
    'cpu.max': limit.cpuMaxOf(cpu),
    'cpu.weight': limit.weightOf(cpu.shares),
    'cpuset.cpus': cpu.cpus,
    'memory.max': limit.amount('memory.limit', memory.limit),
    'memory.swap.max': limit.swapOf(memory),
    'memory.low': limit.amount('memory.reservation', memory.reservation),
    'pids.max': pids && limit.amount('pids.limit', pids.limit),
    'io.weight': limit.ioWeightOf(blockIO?.weight),
    ...Object.fromEntries(limit.unifiedOf(unified)),
  }
  const isSet = (entry: [string, string | undefined]): entry is [string, string] => entry[1] !== undefined
  return Object.entries(all).filter(isSet)
}

function set(path: string, limits: readonly [string, string][]): void {
  const undo: Limits = {}
  for (const [file, text] of limits) {
    try {
      undo[file] = group.read(path, file).trimEnd()
      group.write(path, file, text)
    } catch (error) {
      delete undo[file]
      for (const [changed, old] of Object.entries(undo).reverse()) group.write(path, changed, old)
      throw error
    }
  }
}

function handOn(path: string): void {
  for (const parent of group.parentsOf(path)) {
    group.create(parent, { there: true })
    for (const controller of group.notHandedOn(parent)) group.write(parent, 'cgroup.subtree_control', `+${controller}`)
  }
}

async function killAll(path: string): Promise<void> {
  group.write(path, 'cgroup.freeze', '1')
  const pids = () => [path, ...group.groupsBelow(path)].flatMap(each => group.read(each, 'cgroup.procs').match(/\d+/g))
  for (const pid of pids()) {
    if (pid === null) continue
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // it was dying already
    }
  }
  group.write(path, 'cgroup.freeze', '0')
  await group.awaitEvent(path, 'populated', '0')
}

async function remove(path: string): Promise<void> {
  while (group.event(path, 'populated') === '1') await killAll(path)
  for (const each of group.groupsBelow(path)) rmdirSync(group.placeOf(each))
  rmdirSync(group.placeOf(path))
}

interface Kept {
  mine: boolean
  killed: boolean
}
const kept = new WeakMap<Container, Kept>()

export const mechanism: Mechanism = {
  name: '08-cgroups',
  flags: c => created(c, 'cgroup'),
  async prepare(c) {
    const path = group.groupOf(c)
    if (path === undefined) return
    kept.set(c, { mine: false, killed: false })
    const limits = limitsOf(c.config.linux?.resources)
    group.checkOwn(path)
    kept.set(c, { mine: true, killed: false })
    if (existsSync(group.placeOf(path))) await remove(path)
    handOn(path)
    group.create(path, { there: false })
    set(path, limits)
    c.cgroup = openSync(group.placeOf(path), O_RDONLY | O_DIRECTORY)
  },
  steps: c => {
    const steps = entered(c, 'cgroup')
    if (c.cgroup !== undefined) steps.unshift(close(c.cgroup))
    return steps
  },
  async release(c) {
    const fd = c.cgroup
    delete c.cgroup
    if (fd !== undefined) closeSync(fd)
    const path = group.groupOf(c)
    if (path === undefined || kept.get(c)?.mine === false) return
    if (!existsSync(group.placeOf(path))) return
    kept.set(c, { mine: true, killed: oomKilled(c) })
    await remove(path)
  },
}

function pathOf(c: Container): string {
  const path = group.groupOf(c)
  if (path) return path
  throw new Error(`${c.id}: no cgroup`)
}

export async function pause(c: Container): Promise<void> {
  const frozen = group.awaitEvent(pathOf(c), 'frozen', '1')
  group.write(pathOf(c), 'cgroup.freeze', '1')
  await frozen
}

export async function unpause(c: Container): Promise<void> {
  const thawed = group.awaitEvent(pathOf(c), 'frozen', '0')
  group.write(pathOf(c), 'cgroup.freeze', '0')
  await thawed
}

export function update(c: Container, resources: Resources): void {
  set(pathOf(c), limitsOf(resources))
}

export function usage(c: Container): { memory: number; cpu: number; pids: number } {
  const path = pathOf(c)
  const [memory, pids] = ['memory.current', 'pids.current'].map(file => Number(group.read(path, file))) as [
    number,
    number,
  ]
  return { memory, pids, cpu: Number(group.fieldOf(path, 'cpu.stat', 'usage_usec')) }
}

export function oomKilled(c: Container): boolean {
  const path = pathOf(c)
  if (!existsSync(group.placeOf(path, 'memory.events'))) return kept.get(c)?.killed === true
  return group.fieldOf(path, 'memory.events', 'oom_kill') !== '0'
}
