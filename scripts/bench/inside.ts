// A whole container in the machine, where there are cgroups of version 2 and a bridge: what it costs, part by part.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleJob } from '../answer/bundle.ts'
import type { Measure } from '../bench.ts'
import { restore } from '../vm/machines.ts'
import type { Parts } from './parts.ts'
import { compileReplay } from './replay.ts'

export async function benchInside(): Promise<Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'congo-bench-'))
  try {
    const replay = readFileSync(compileReplay(folder)).toString('base64')
    const job = await bundleJob("export { default } from './scripts/bench/parts.ts'")
    await using machine = await restore()
    await machine.ready()
    const measuring = machine.load<Parts>(job, { replay })
    measuring.stderr.pipe(process.stderr)
    const { all, c, parts } = await measuring.result
    const told = Object.entries(parts)
      .filter(([, time]) => time >= 0.1)
      .sort(([, a], [, b]) => b - a)
    return [
      { what: 'in the machine: a container, with cgroup and bridge', found: all, unit: 'ms' },
      { what: "  its child's calls by a C program", found: c, unit: 'ms' },
      ...told.map(([what, found]): Measure => ({ what: `  ${what}`, found, unit: 'ms' })),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
