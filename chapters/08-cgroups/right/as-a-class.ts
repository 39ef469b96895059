// right: a class for a group; every value is tried on an empty group before the container's own gets one
import { closeSync, constants, existsSync, openSync, rmdirSync } from 'node:fs'
import { created, entered } from '#mechanisms/02-ipc'
import { close } from '#native'
import {
  awaitEvent,
  checkOwn,
  create,
  event,
  fieldOf,
  groupOf,
  groupsBelow,
  notHandedOn,
  parentsOf,
  placeOf,
  read,
  write,
} from '../../../chapters/08-cgroups/group.ts'
import { amount, cpuMaxOf, ioWeightOf, swapOf, unifiedOf, weightOf } from '../../../chapters/08-cgroups/limits.ts'
import type { Resources } from '../../../chapters/config.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

export function* limitsOf(resources: Resources = {}): Generator<readonly [file: string, text: string]> {
  const { memory, cpu, pids, blockIO, unified } = resources
  const named = Object.entries({
    'memory.max': amount('memory.limit', memory?.limit),
    'memory.low': amount('memory.reservation', memory?.reservation),
    'memory.swap.max': swapOf(memory),
    'cpu.weight': weightOf(cpu?.shares),
    'cpu.max': cpuMaxOf(cpu),
    'cpuset.cpus': cpu?.cpus,
    'pids.max': amount('pids.limit', pids?.limit),
    'io.weight': ioWeightOf(blockIO?.weight),
  })
  for (const [file, text] of named) if (text !== undefined) yield [file, text]
  yield* unifiedOf(unified)
}

class Group {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static of(c: Container): Group | undefined {
    const path = groupOf(c)
    return path === undefined ? undefined : new Group(path)
  }

  static demanded(c: Container): Group {
    const group = Group.of(c)
    if (!group) throw new Error(`${c.id}: it has no cgroup`)
    return group
  }

  get exists() {
    return existsSync(placeOf(this.path))
  }

  make(): void {
    const above = parentsOf(this.path)
    for (const parent of above) {
      create(parent, { there: true })
      const wanted = notHandedOn(parent).map(name => `+${name}`)
      if (wanted.length > 0) write(parent, 'cgroup.subtree_control', wanted.join(' '))
    }
    create(this.path, { there: false })
  }

  /** In an empty group beside it a refusal hurts nobody. */
  set(resources: Resources): void {
    const limits = [...limitsOf(resources)]
    const trial = `${this.path}.trial`
    create(trial, { there: true })
    try {
      for (const [file, text] of limits) write(trial, file, text)
    } finally {
      rmdirSync(placeOf(trial))
    }
    for (const [file, text] of limits) write(this.path, file, text)
  }

  async end(): Promise<void> {
    if (event(this.path, 'populated') === '1') {
      const empty = awaitEvent(this.path, 'populated', '0')
      write(this.path, 'cgroup.kill', '1')
      await empty
    }
    groupsBelow(this.path)
      .concat(this.path)
      .forEach(each => {
        rmdirSync(placeOf(each))
      })
  }

  async freeze(on: boolean): Promise<void> {
    const state = on ? '1' : '0'
    write(this.path, 'cgroup.freeze', state)
    await awaitEvent(this.path, 'frozen', state)
  }

  number(file: string, name?: string): number {
    return Number(name === undefined ? read(this.path, file) : fieldOf(this.path, file, name))
  }

  get hasKilled(): boolean {
    return existsSync(placeOf(this.path, 'memory.events')) && this.number('memory.events', 'oom_kill') !== 0
  }
}

const notOurs = new WeakSet<Container>()
const memory = new WeakMap<Container, boolean>()

export const mechanism: Mechanism = {
  name: '08-cgroups',
  flags: c => created(c, 'cgroup'),
  async prepare(c) {
    const group = Group.of(c)
    if (!group) return
    try {
      notOurs.add(c)
      const resources = c.config.linux?.resources ?? {}
      for (const _ of limitsOf(resources));
      checkOwn(group.path)
      notOurs.delete(c)
      if (group.exists) await group.end()
      group.make()
      group.set(resources)
    } catch (error) {
      if (!notOurs.has(c) && group.exists) await group.end()
      throw error
    }
    c.cgroup = openSync(placeOf(group.path), constants.O_RDONLY | constants.O_DIRECTORY)
  },
  steps: c => (c.cgroup === undefined ? entered(c, 'cgroup') : [...entered(c, 'cgroup'), close(c.cgroup)]),
  async release(c) {
    const { cgroup } = c
    if (cgroup !== undefined) {
      delete c.cgroup
      closeSync(cgroup)
    }
    const group = Group.of(c)
    if (!group?.exists || notOurs.has(c)) return
    memory.set(c, group.hasKilled)
    await group.end()
  },
}

export const pause = (c: Container) => Group.demanded(c).freeze(true)
export const unpause = (c: Container) => Group.demanded(c).freeze(false)
export const update = (c: Container, resources: Resources) => Group.demanded(c).set(resources)

export function usage(c: Container) {
  const group = Group.demanded(c)
  return {
    memory: group.number('memory.current'),
    cpu: group.number('cpu.stat', 'usage_usec'),
    pids: group.number('pids.current'),
  }
}

export function oomKilled(c: Container): boolean {
  const group = Group.demanded(c)
  return group.exists ? group.hasKilled : (memory.get(c) ?? false)
}
