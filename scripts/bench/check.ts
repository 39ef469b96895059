// Whole commands, as they are typed: `npm run check ...`, npm's own start included.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import type { Measure } from '../bench.ts'
import type { Results } from '../check/result.ts'
import { slowSeconds } from '../check/show.ts'
import { root } from '../cli/paths.ts'
import { chapters } from '../course/chapters.ts'
import { solutionOf } from '../labs/lab-of.ts'
import { withAnswer } from '../test/start.ts'
import { Watched } from '../watch/watched.ts'
import { median } from './median.ts'

const run = promisify(execFile)

/** Seconds of one command, and of the checks in it that are marked as slow; of these half where two machines run at once. */
async function seconds(...chapters: string[]): Promise<{ all: number; slow: number }> {
  const begin = performance.now()
  const command = ['run', '-s', 'check', ...chapters, '--', '--solution', '--format', 'json']
  const { stdout } = await run('npm', command, { cwd: root, maxBuffer: 2 ** 24 })
  const all = (performance.now() - begin) / 1000
  const results = JSON.parse(stdout) as Results
  const slow = slowSeconds(results.chapters.flatMap(({ checks }) => checks))
  return { all, slow: slow / Math.min(availableParallelism(), results.chapters.length) }
}

async function medians(rounds: number, ...chapters: string[]): Promise<{ all: number; slow: number }> {
  const found: { all: number; slow: number }[] = []
  for (let i = 0; i < rounds; i++) found.push(await seconds(...chapters))
  return { all: median(found.map(({ all }) => all)), slow: median(found.map(({ slow }) => slow)) }
}

/** Seconds from a save to the sum of its points, where a machine waits for it. */
async function onSave(): Promise<number> {
  const solution = readFileSync(solutionOf({ id: '04-pid' }), 'utf8')
  const found: number[] = []
  await withAnswer(solution, async file => {
    await using watched = new Watched('check', '04-pid', '--lab', file)
    await watched.expect(WATCHING)
    for (let i = 0; i < 7; i++) {
      const begin = performance.now()
      writeFileSync(file, `${solution}// ${i}\n`)
      await watched.expect(/^04-pid: \d+ of \d+ points/m)
      found.push((performance.now() - begin) / 1000)
      await watched.expect(WATCHING)
    }
  })
  return median(found)
}

const WATCHING = /^watching .*\n/m

export async function benchCheck(): Promise<Measure[]> {
  await seconds('04-pid') // warm: what is built at the first start is built
  const one = await medians(5, '04-pid')
  const four = await medians(3, '01', '02', '03', '04')
  const saved = await onSave()
  const twelve = await medians(
    3,
    ...chapters()
      .slice(0, 12)
      .map(({ id }) => id),
  )
  const whole = await medians(3)
  const slow = (times: { slow: number }) => `but for ${times.slow.toFixed(1)} s of slow checks`
  return [
    { what: 'npm run check 04-pid, median of five', found: one.all, aim: 2, unit: 's' },
    { what: 'npm run check 04-pid -- --watch, from save to sum', found: saved, aim: 1, unit: 's' },
    { what: 'npm run check, chapters 01 to 04, median of three', found: four.all, aim: 6, unit: 's' },
    { what: `npm run check, 01 to 12, ${slow(twelve)}`, found: twelve.all - twelve.slow, aim: 15, unit: 's' },
    { what: `npm run check, the whole course, ${slow(whole)}`, found: whole.all - whole.slow, aim: 20, unit: 's' },
  ]
}
