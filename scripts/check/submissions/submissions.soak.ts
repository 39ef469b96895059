// Two hundred answers to one chapter in one run: points, time, memory.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../../cli/paths.ts'
import { findChapter } from '../../course/chapters.ts'
import { starter } from '../../labs/starter.ts'
import { TOLD } from '../../test/job.ts'
import type { Results } from '../result.ts'

const COUNT = 200
const chapter = findChapter('03-uts')

/** Whole answers, by what they should get. */
function kinds(): Record<'all' | 'none' | 'some', string[]> {
  const solution = readFileSync(join(root, 'solutions/03-uts.ts'), 'utf8')
  const folder = join(root, 'chapters/03-uts/wrong')
  const wrong = readdirSync(folder)
    .map(name => readFileSync(join(folder, name), 'utf8').replaceAll("'../../../chapters/", "'../chapters/"))
    .filter(text => !/from '(\.\/|\.\.\/\.\.\/)/.test(text)) // which stand on other files
  return { all: [solution, solution], none: [starter(solution, '03-uts')], some: wrong }
}

test(`${COUNT} answers are graded in one run, in flat memory`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-class-'))
  try {
    const answers = Object.entries(kinds()).flatMap(([kind, texts]) => texts.map(text => ({ kind, text })))
    assert.ok(answers.length > 5)
    for (let i = 0; i < COUNT; i++) {
      const { kind = '', text = '' } = answers[i % answers.length] ?? {}
      writeFileSync(join(folder, `${kind}-${i}.ts`), `${text}\nglobalThis.student = '${folder} ${i}'\n`)
    }
    const began = performance.now()
    const file = join(folder, '.results.json')
    const words = ['scripts/start.mjs', 'check', '03-uts', '--submissions', folder, '--format', `json=${file}`]
    const run = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] })
    const rss: number[] = []
    for await (const line of createInterface(run.stderr)) {
      if (/^congo: \d+ of 200/.test(line) && !/200 of 200/.test(line)) rss.push(memoryOf(run.pid))
    }
    const each = (((performance.now() - began) / 1000) * availableParallelism()) / COUNT
    console.log(`${TOLD}${each.toFixed(2)} s for each answer and core, memory ${rss.join(', ')} MB`)
    const { chapters } = JSON.parse(readFileSync(file, 'utf8')) as Results
    assert.is(chapters.length, COUNT)
    for (const { student = '', points, checks } of chapters) {
      const got = points === chapter.points ? 'all' : points === 0 ? 'none' : 'some'
      const right = student.startsWith('some') ? got !== 'all' : student.startsWith(got)
      assert.ok(right, `${student}: ${points} points, ${JSON.stringify(checks)}`)
    }
    const [early = 0, late = 0] = [rss.slice(0, 4), rss.slice(-4)].map(some => Math.max(...some))
    assert.ok(late < early * 1.2, `memory has grown from ${early} to ${late} MB`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** MB that a process holds. */
const memoryOf = (pid = 0): number =>
  Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000)

test.run()
