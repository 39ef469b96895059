// Whole commands of congo, in the machine: beside Node's own start, and beside runc.
import { join } from 'node:path'
import { bundleJob } from '../answer/bundle.ts'
import type { Measure } from '../bench.ts'
import { machineWithCongo } from '../congo/in-machine.ts'
import { toolsMachine } from '../congo/real/tools-machine.ts'
import { ready } from '../setup/part.ts'
import { runtimesDisk } from '../vm/runtimes-disk.ts'
import type { Times } from './in-turns.ts'

export async function benchCongo(): Promise<Measure[]> {
  return [...(await besideRunc()), ...(await besidePodman())]
}

async function besideRunc(): Promise<Measure[]> {
  const [[disk], job] = await Promise.all([
    ready(runtimesDisk),
    bundleJob("export { default } from './scripts/bench/congo-inside.ts'"),
  ])
  await using it = await machineWithCongo('scripts/congo/bin.ts', join(disk, 'runtimes.img'))
  const measuring = it.machine.load<Times>(job)
  measuring.stderr.pipe(process.stderr)
  const times = await measuring.result
  const of = (what: string) => times[what] ?? Number.NaN
  return [
    ...told(times),
    ratio('congo run IMAGE true, to node -e 0', of('run') / of('node'), 1.5),
    ratio('the same, to runc', of('run') / of('runc'), 1),
    ratio('congo exec, to node -e 0', of('exec') / of('node beside exec'), 1.5),
    ratio('its work after the start-up, to runc exec', (of('exec') - of('help')) / of('runc exec'), 0.5),
    ratio('ps with 1,000 containers, to 10', of('ps 1000') / of('ps 10'), 2),
    ratio('bytes through the log, to cat into a file', (of('log') - of('log of nothing')) / of('cat into a file'), 2),
  ]
}

/** Without a network: podman's own is not on that disk. */
async function besidePodman(): Promise<Measure[]> {
  const job = await bundleJob("export { default } from './scripts/bench/podman-inside.ts'")
  await using it = await toolsMachine()
  const times = await it.machine.load<Times>(job).result
  const { 'congo beside podman': ours = Number.NaN, podman = Number.NaN } = times
  return [...told(times), ratio('congo run --network none, to podman', ours / podman, 0.5)]
}

const told = (times: Times): Measure[] =>
  Object.entries(times).map(([what, found]) => ({ what: `  ${what}`, found, unit: 'ms' }))

const ratio = (what: string, found: number, aim: number): Measure => ({ what, found, aim, unit: 'ratio' })
