// start() to the exit of a whole container, on this system: beside crun with the same config, and beside a C program that
// makes the same system calls; all take turns. Without cgroup and veth, which only the machine has.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  CLONE_NEWNS,
  compiled,
  execve,
  MS_PRIVATE,
  MS_REC,
  mount,
  PR_SET_PDEATHSIG,
  type Process,
  prctl,
  rt_sigprocmask,
  SIG_SETMASK,
  signalNumber,
  spawn,
} from '#native'
import { composition } from '../../chapters/composition.ts'
import type { Container } from '../../chapters/container.ts'
import { release, start } from '../../chapters/start.ts'
import type { Measure } from '../bench.ts'
import { libraryFolders } from '../setup/loader.ts'
import { ready } from '../setup/part.ts'
import { runtimes } from '../setup/parts/runtimes.ts'
import { Bundle, SILENT } from './container.ts'
import { median } from './median.ts'
import { Other } from './other.ts'
import { compileReplay } from './replay.ts'

const ROUNDS = 100
const WARM = 20

async function ours(bundle: Bundle): Promise<number> {
  const c = bundle.container()
  const begin = performance.now()
  const child = await start(c, composition, SILENT)
  await child.wait()
  await release(c, composition)
  return performance.now() - begin
}

function crun(tree: string, bundle: Bundle, round: number): number {
  const env = { LD_LIBRARY_PATH: libraryFolders(tree, 'amd64').join(':') }
  const args = [
    '--cgroup-manager=disabled',
    '--root',
    join(bundle.folder, 'crun'),
    'run',
    '--bundle',
    bundle.folder,
    `b${round}`,
  ]
  const begin = performance.now()
  const { status, stderr } = spawnSync(join(tree, 'usr/bin/crun'), args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`crun: ${stderr}`)
  return performance.now() - begin
}

/** Containers that only live. */
async function alive(bundle: Bundle, count: number): Promise<() => Promise<void>> {
  const all: [Container, Process][] = []
  while (all.length < count) {
    const c = bundle.container('forever')
    all.push([c, await start(c, composition, SILENT)])
  }
  return async () => {
    for (const [c, child] of all) {
      child.kill('SIGKILL')
      await child.wait()
      await release(c, composition)
    }
  }
}

async function times(rounds: number, turn: () => Promise<number> | number): Promise<number> {
  const found: number[] = []
  for (let i = 0; i < rounds; i++) found.push(await turn())
  return median(found)
}

export async function benchComposition(): Promise<Measure[]> {
  if (readdirSync('/sys/fs/cgroup').length === 0) return measure()
  // crun refuses a system that has version 1 and version 2 of cgroups, even where it shall use neither: hide them from it.
  const argv = [process.execPath, process.argv[1] ?? '', 'bench', 'composition']
  const environment = Object.entries(process.env).map(([name, value]) => `${name}=${value}`)
  const hidden = [
    rt_sigprocmask(SIG_SETMASK, []),
    prctl(PR_SET_PDEATHSIG, signalNumber('SIGKILL')),
    mount(null, '/', null, MS_REC | MS_PRIVATE),
    mount('tmpfs', '/sys/fs/cgroup', 'tmpfs', 0),
    execve(process.execPath, argv, environment),
  ]
  await spawn(hidden, { flags: CLONE_NEWNS, mode: 'fork' }).wait()
  return []
}

async function measure(): Promise<Measure[]> {
  const [dir] = await ready(runtimes)
  const tree = join(dir, 'root')
  const bundle = new Bundle(compiled('probe'))
  try {
    using other = new Other(compileReplay(bundle.folder), await bundle.record(bundle.container()))
    const found: [number[], number[], number[]] = [[], [], []]
    for (let round = -WARM; round < ROUNDS; round++) {
      const turns = [await ours(bundle), await other.turn(), crun(tree, bundle, round)] as const
      if (round >= 0) for (const [i, turn] of turns.entries()) found[i]?.push(turn)
    }
    const [node, c, theirs] = found.map(median) as [number, number, number]
    const flat: Measure[] = []
    let one = 0
    for (const count of [1, 10, 100]) {
      const end = await alive(bundle, count)
      const time = await times(ROUNDS, () => ours(bundle))
      await end()
      if (count === 1) one = time
      else
        flat.push({
          what: `the same beside ${count} containers, to beside 1`,
          found: time / one,
          aim: 1.1,
          unit: 'ratio',
        })
    }
    const ms = (time: number) => `${time.toFixed(1)} ms`
    return [
      { what: `a whole container: ${ms(node)}, crun ${ms(theirs)}`, found: node / theirs, aim: 0.5, unit: 'ratio' },
      { what: `the same, its calls made in C: ${ms(c)}`, found: node / c, aim: 1.3, unit: 'ratio' },
      ...flat,
    ]
  } finally {
    bundle.remove()
  }
}
