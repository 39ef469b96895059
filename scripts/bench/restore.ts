// From starting QEMU to the first output of a job, in a machine that is restored each time.
import { once } from 'node:events'
import type { Measure } from '../bench.ts'
import { restore } from '../vm/machines.ts'
import { median } from './median.ts'

async function seconds(): Promise<number> {
  const begin = performance.now()
  await using machine = await restore()
  await once(machine.spawn(['echo', 'here']).stdout, 'data')
  return (performance.now() - begin) / 1000
}

export async function benchRestore(): Promise<Measure[]> {
  await seconds() // makes what is missing, and fills the page cache
  const found: number[] = []
  for (let i = 0; i < 10; i++) found.push(await seconds())
  return [{ what: 'restore to the first output of a job, median of ten', found: median(found), aim: 0.8, unit: 's' }]
}
