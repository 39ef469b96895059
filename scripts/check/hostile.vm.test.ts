// What an answer could do to the machine and to its verdict, tried.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleJob } from '../answer/bundle.ts'
import { findChapter } from '../course/chapters.ts'
import { withAnswer } from '../test/start.ts'
import { restore } from '../vm/machines.ts'
import { checkChapter } from './check-chapter.ts'
import { hostileAnswers } from './hostile/answers.ts'
import type { Testimony } from './hostile/witness.ts'

test('the root of the sandbox gets at nothing of the machine', async () => {
  const [attack, witness] = await Promise.all([
    bundleJob("import './scripts/check/hostile/attack.ts'"),
    bundleJob("export { default } from './scripts/check/hostile/witness.ts'"),
  ])
  await using machine = await restore()
  const testimony = await machine.load<Testimony>(witness, attack).result
  const { tried, succeeded } = JSON.parse(testimony.said)
  assert.equal(succeeded, [])
  assert.ok(tried > 15)
  assert.is(testimony.corePattern, 'core\n')
  assert.is(testimony.memoryMax, `${640 * 1024 * 1024}\n`)
})

const chapter = findChapter('01-process')

for (const [what, text] of Object.entries(hostileAnswers)) {
  test(`an answer that ${what} gets no point, and the checker has its say`, async () => {
    await withAnswer(text, async file => {
      const result = await checkChapter({ chapter, file, named: '' })
      assert.is(result.points, 0, JSON.stringify(result.checks.filter(({ status }) => status === 'pass')))
      assert.is(result.checks.length, 12)
      assert.match(result.checks[0]?.status ?? '', /fail|timeout/)
    })
  })
}

test.run()
