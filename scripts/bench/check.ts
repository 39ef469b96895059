// Whole commands, as they are typed: `npm run check ...`, npm's own start included.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Measure } from '../bench.ts'
import { root } from '../cli/paths.ts'
import { median } from './median.ts'

const run = promisify(execFile)

async function seconds(...args: string[]): Promise<number> {
  const begin = performance.now()
  await run('npm', ['run', '-s', 'check', ...args], { cwd: root })
  return (performance.now() - begin) / 1000
}

async function times(rounds: number, ...args: string[]): Promise<number> {
  const found: number[] = []
  for (let i = 0; i < rounds; i++) found.push(await seconds(...args))
  return median(found)
}

export async function benchCheck(): Promise<Measure[]> {
  await seconds('04-pid', '--', '--solution') // warm: what is built at the first start is built
  return [
    {
      what: 'npm run check 04-pid, median of five',
      found: await times(5, '04-pid', '--', '--solution'),
      aim: 2,
      unit: 's',
    },
    {
      what: 'npm run check, chapters 01 to 04, median of three',
      found: await times(3, '01', '02', '03', '04', '--', '--solution'),
      aim: 6,
      unit: 's',
    },
    {
      what: 'npm run check, all twelve, median of three',
      found: await times(3, '--', '--solution'),
      aim: 15,
      unit: 's',
    },
  ]
}
