// What is in a result besides the verdicts, and what becomes of them when the machine ends.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { findChapter } from '../course/chapters.ts'
import { qemuOfThis } from '../test/qemu.ts'
import { checkChapter } from './check-chapter.ts'
import { sameVerdicts } from './result.ts'

const chapter = findChapter('03-uts')

test('a result says what it was made with, and the same gives the same', async () => {
  const file = join(root, 'chapters/03-uts/wrong/no-domain-name.ts')
  const order = { chapter, file, named: '' }
  const [one, two] = await Promise.all([checkChapter(order), checkChapter(order)])
  assert.ok(sameVerdicts(one, two), JSON.stringify([one, two]))
  const { answer, checks, seed, congo, qemu, kernel, node } = one.made
  assert.is(answer, createHash('sha256').update(readFileSync(file)).digest('hex'))
  assert.match(checks ?? '', /^[0-9a-f]{64}$/)
  assert.match(seed ?? '', /^[0-9a-f]{128}$/)
  assert.match([congo, qemu, kernel, node].join(), /^\d+\.\d+\.\d+,\d+\.\d+\.\d+\S*,\d+\.\d+\.\S+,24\.\d+\.\d+$/)
  const other = await checkChapter({ chapter, file: join(root, 'solutions/03-uts.ts'), named: '' })
  assert.is.not(other.made.seed, seed)
  assert.is(other.made.checks, checks)
  assert.not.ok(sameVerdicts(one, other))
})

test('a skipped check names the one that it waits for', async () => {
  const { checks } = await checkChapter({ chapter, file: join(root, 'chapters/03-uts/wrong/no-flag.ts'), named: '' })
  const skipped = checks.filter(({ status }) => status === 'skipped')
  assert.ok(skipped.length > 0)
  for (const { needs } of skipped) assert.is.not(checks.find(({ id }) => id === needs)?.status ?? 'pass', 'pass')
})

test('a machine that ends is an error of the grader, and no failure of the answer', async () => {
  let heard = 0
  const order = { chapter, file: join(root, 'solutions/03-uts.ts'), named: '--solution' }
  const result = await checkChapter(order, () => {
    if (++heard === 2) process.kill(qemuOfThis(), 'SIGKILL')
  })
  const statuses = result.checks.map(({ status }) => status)
  assert.equal(new Set(statuses), new Set(['pass', 'error']))
  assert.is(statuses.at(-1), 'error')
  assert.match(result.checks.at(-1)?.message ?? '', /the grader itself failed: the virtual machine stopped/)
  assert.is(result.maxPoints, chapter.points)
})

test.run()
