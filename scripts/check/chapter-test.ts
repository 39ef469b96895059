// What every chapter promises, as tests in the machine: its solution gets all points, and so do right answers in other
// words; its starter gets none, and each wrong answer is caught by the check that it names; under `npm run soak` by no other
// but those that it names as well. A chapter's own test file calls this.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { findChapter } from '../course/chapters.ts'
import { starter } from '../labs/starter.ts'
import { WHOLE } from '../test/jobs.ts'
import { withAnswer } from '../test/start.ts'
import { checkChapter } from './check-chapter.ts'
import type { ChapterResult } from './result.ts'
import { rightAnswers } from './right.ts'
import { wrongAnswers } from './wrong.ts'

/** All checks for each of three hundred wrong answers, and of fifty right ones, take more than half an hour. */
const whole = process.env[WHOLE] !== undefined

export function testChapter(id: string): void {
  const chapter = findChapter(id)
  const solution = join(root, 'solutions', `${id}.ts`)
  const wrong = wrongAnswers(id)

  test(`${id}: the solution gets all points, as many as the front matter says`, async () => {
    const result = await checkChapter({ chapter, file: solution, named: '--solution' })
    assert.equal(troubles(result), [])
    assert.is(result.points, chapter.points)
    const caught = new Set(wrong.map(({ first }) => first))
    const unneeded = result.checks.map(({ id }) => id).filter(id => !caught.has(id))
    assert.equal(unneeded, [], 'checks that are the first to catch no wrong answer')
  })

  test(`${id}: the starter gets none`, async () => {
    await withAnswer(starter(readFileSync(solution, 'utf8'), id), async file => {
      const result = await checkChapter({ chapter, file, named: '' })
      assert.is(result.points, 0, troubles(result).join('\n'))
      assert.is(result.checks[0]?.status, 'fail')
    })
  })

  const right = rightAnswers(id)
  test(`${id}: there are three right answers in other words`, () => {
    assert.ok(right.length >= 3, `${right.length}`)
  })

  for (const { file, right: what } of whole ? right : right.slice(0, 1)) {
    test(`${id}: right in other words, "${what}", gets all points`, async () => {
      const result = await checkChapter({ chapter, file, named: '' })
      assert.equal(troubles(result), [])
      assert.is(result.points, chapter.points)
    })
  }

  for (const { file, wrong: what, first, also } of wrong) {
    test(`${id}: "${what}" is caught by ${first}`, async () => {
      const result = await checkChapter({ chapter, file, named: '', only: whole ? undefined : first })
      const ids = result.checks.filter(({ status }) => status !== 'pass').map(({ id }) => id)
      assert.is(ids[0], first, troubles(result).join('\n') || 'everything passed')
      assert.equal(
        ids.slice(1).filter(id => !also.includes(id)),
        [],
        troubles(result).join('\n'),
      )
    })
  }

  test.run()
}

const troubles = ({ checks }: ChapterResult) =>
  checks.filter(({ status }) => status !== 'pass').map(({ id, status, message }) => `${id} ${status}: ${message}`)
