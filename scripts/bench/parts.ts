// Loaded into the agent: where the time goes in the life of a whole container with a cgroup and a place on the bridge.
import { chmodSync, writeFileSync } from 'node:fs'
import { composition } from '../../chapters/composition.ts'
import type { Container, Mechanism } from '../../chapters/container.ts'
import { release, start } from '../../chapters/start.ts'
import { makeWritable } from '../compare/disk.ts'
import type { JobContext } from '../vm/agent/load.ts'
import { Bundle, SILENT } from './container.ts'
import { median } from './median.ts'
import { Other } from './other.ts'

const ROUNDS = 15
const WARM = 5

/** Milliseconds, medians. */
export interface Parts {
  readonly all: number
  /** From clone3 to the exit of the child, its steps by a C program. */
  readonly c: number
  /** Of each chapter what its mechanism does, and the child's life. */
  readonly parts: Readonly<Record<string, number>>
}

class Clock {
  readonly #laps = new Map<string, number[]>()

  add(what: string, began: number): void {
    this.#laps.set(what, [...(this.#laps.get(what) ?? []), performance.now() - began])
  }

  /** Sums of a round, added up by what they are called. */
  sums(): Map<string, number> {
    const sums = new Map([...this.#laps].map(([what, laps]) => [what, laps.reduce((a, b) => a + b, 0)]))
    this.#laps.clear()
    return sums
  }
}

function timed(m: Mechanism, clock: Clock): Mechanism {
  const watched = <A extends unknown[], R>(what: string, act: ((...args: A) => R | Promise<R>) | undefined) =>
    act &&
    (async (...args: A): Promise<R> => {
      const began = performance.now()
      try {
        return await act(...args)
      } finally {
        clock.add(`${m.name} ${what}`, began)
      }
    })
  const [prepare, connect, undo] = [
    watched('prepare', m.prepare),
    watched('connect', m.connect),
    watched('release', m.release),
  ]
  return { ...m, ...(prepare && { prepare }), ...(connect && { connect }), ...(undo && { release: undo }) }
}

/** On the bridge, and in a cgroup with a limit. */
const plugged = (c: Container): Container => ({
  ...c,
  config: {
    ...c.config,
    annotations: { 'org.congo.network': 'bridge' },
    linux: { ...c.config.linux, cgroupsPath: `/congo/${c.id}`, resources: { pids: { limit: 50 } } },
  },
})

export default async function parts(job: JobContext<{ replay: string }>): Promise<Parts> {
  makeWritable('/var/lib')
  const bundle = new Bundle('/run/congo/probe')
  const clock = new Clock()
  const mechanisms = composition.map(m => timed(m, clock))
  const [all, rounds]: [number[], Map<string, number>[]] = [[], []]
  for (let round = -WARM; round < ROUNDS; round++) {
    const c = plugged(bundle.container())
    const began = performance.now()
    const child = await start(c, mechanisms, SILENT)
    const opened = performance.now()
    await child.wait()
    clock.add('the child, from the gate to its end', opened)
    await release(c, mechanisms)
    const took = performance.now() - began
    const sums = clock.sums()
    sums.set('all else: steps made, encoded, cloned', took - [...sums.values()].reduce((a, b) => a + b, 0))
    if (round < 0) continue
    all.push(took)
    rounds.push(sums)
  }
  const program = `${bundle.folder}/replay`
  writeFileSync(program, Buffer.from(job.input.replay, 'base64'))
  chmodSync(program, 0o755)
  using other = new Other(program, await bundle.record(plugged(bundle.container())))
  const c: number[] = []
  for (let round = -WARM; round < ROUNDS; round++) {
    const turn = await other.turn()
    if (round >= 0) c.push(turn)
  }
  const names = [...new Set(rounds.flatMap(sums => [...sums.keys()]))]
  const medians = names.map(name => [name, median(rounds.map(sums => sums.get(name) ?? 0))] as const)
  return { all: median(all), c: median(c), parts: Object.fromEntries(medians) }
}
