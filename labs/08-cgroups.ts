// Your lab for chapters/08-cgroups: 4 holes to fill.
//   npm run lab 08-cgroups      runs it in the machine and shows what happened
//   npm run check 08-cgroups    has the kernel judge it

// Chapter 08: how much a container may take. A cgroup of its own, which it is born into, with limits that hold all it starts.
import { closeSync, constants, existsSync, openSync, rmdirSync } from 'node:fs'
import { created, entered } from '#mechanisms/02-ipc'
import { close } from '#native'
import {
  awaitEvent,
  checkOwn,
  create,
  fieldOf,
  groupOf,
  groupsBelow,
  notHandedOn,
  parentsOf,
  placeOf,
  read,
  write,
} from '../chapters/08-cgroups/group.ts'
import { amount, cpuMaxOf, ioWeightOf, swapOf, unifiedOf, weightOf } from '../chapters/08-cgroups/limits.ts'
import type { Resources } from '../chapters/config.ts'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

/** A file of the cgroup, and what to write into it. */
type Limit = readonly [file: string, text: string]

/** Containers that were refused: the group at their path may be somebody else's, and is not theirs to remove. */
const refused = new WeakSet<Container>()

/** Of containers whose group is gone: whether the kernel had killed in it for want of memory. */
const killed = new WeakMap<Container, boolean>()

/** What the config says, as files of the cgroup. Throws where a value cannot be: before anything has been written. */
export function limitsOf({ memory, cpu, pids, blockIO, unified }: Resources = {}): Limit[] {
  const files: [file: string, text: string | undefined][] = [
    // hole 1: a line for each of memory.max, memory.low, memory.swap.max, cpu.weight, cpu.max and pids.max: the file, and
    //   what amount(), swapOf(), weightOf() or cpuMaxOf() makes of the config's words
    hole(1),
    ['cpuset.cpus', cpu?.cpus],
    ['io.weight', ioWeightOf(blockIO?.weight)],
    ...unifiedOf(unified),
  ]
  return files.filter((limit): limit is [string, string] => limit[1] !== undefined)
}

/** All of them or none: where the kernel refuses one, those before it get their old values back. */
function apply(group: string, limits: readonly Limit[]): void {
  const before: Limit[] = []
  try {
    for (const [file, text] of limits) {
      const old = read(group, file).trim()
      write(group, file, text)
      before.unshift([file, old])
    }
  } catch (error) {
    for (const [file, text] of before) write(group, file, text)
    throw error
  }
}

/** Makes the group, with what is missing above it. */
function make(group: string): void {
  for (const parent of parentsOf(group)) {
    create(parent, { there: true })
    const missing = notHandedOn(parent)
    // hole 2: a group has the files of a controller only if the group above hands it on. Where some are missing: write
    //   their names, each with a + before it and blanks between them, into the parent's cgroup.subtree_control
    hole(2)
  }
  create(group, { there: false })
}

/** Ends whatever runs in the group, and removes it. */
async function end(group: string): Promise<void> {
  // hole 3: write 1 into cgroup.kill. The dead have gone when cgroup.events says so: await `populated` 0. Then remove
  //   the groups below it (groupsBelow gives them in the right order) and the group itself: rmdirSync(placeOf(...))
  hole(3)
}

export const mechanism: Mechanism = {
  name: '08-cgroups',
  flags: c => created(c, 'cgroup'),
  async prepare(c) {
    const group = groupOf(c)
    if (group === undefined) return
    refused.add(c)
    const limits = limitsOf(c.config.linux?.resources)
    checkOwn(group)
    refused.delete(c)
    if (existsSync(placeOf(group))) await end(group) // of a runtime that crashed
    make(group)
    apply(group, limits)
    // hole 4: clone3 takes a descriptor of the group's folder, and makes the child in there: open it (openSync, with
    //   constants.O_DIRECTORY) and put it into c.cgroup
    hole(4)
  },
  // Until execve the child has a copy of c.cgroup, and a config could say: cwd /proc/self/fd/22.
  steps: c => [...entered(c, 'cgroup'), ...(c.cgroup === undefined ? [] : [close(c.cgroup)])],
  async release(c) {
    if (c.cgroup !== undefined) closeSync(c.cgroup)
    delete c.cgroup
    const group = groupOf(c)
    if (group === undefined || refused.has(c) || !existsSync(placeOf(group))) return
    killed.set(c, oomKilled(c))
    await end(group)
  },
}

/** The group of a container that has one. */
function ownGroup(c: Container): string {
  const group = groupOf(c)
  if (group === undefined) throw new Error(`${c.id}: it has no cgroup of its own; name one by linux.cgroupsPath`)
  return group
}

async function freeze(c: Container, state: '0' | '1'): Promise<void> {
  write(ownGroup(c), 'cgroup.freeze', state)
  await awaitEvent(ownGroup(c), 'frozen', state)
}

/** Stops every process of the container, wherever it is; comes back when all stand still. */
export const pause = (c: Container): Promise<void> => freeze(c, '1')

export const unpause = (c: Container): Promise<void> => freeze(c, '0')

/** Gives a running container other limits: those that `resources` names. Where it throws, all are as before. */
export const update = (c: Container, resources: Resources): void => apply(ownGroup(c), limitsOf(resources))

/** What it uses now: bytes of memory, microseconds of processor time since its start, processes. */
export const usage = (c: Container): { memory: number; cpu: number; pids: number } => ({
  memory: Number(read(ownGroup(c), 'memory.current')),
  cpu: Number(fieldOf(ownGroup(c), 'cpu.stat', 'usage_usec')),
  pids: Number(read(ownGroup(c), 'pids.current')),
})

/** Whether the kernel has killed a process of it for want of memory; also when it has ended. */
export function oomKilled(c: Container): boolean {
  const group = ownGroup(c)
  if (!existsSync(placeOf(group, 'memory.events'))) return killed.get(c) ?? false
  return Number(fieldOf(group, 'memory.events', 'oom_kill')) > 0
}
