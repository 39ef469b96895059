// What no hostile answer may change.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findChapter } from '../../course/chapters.ts'
import { withAnswer } from '../../test/start.ts'
import { checkChapter } from '../check-chapter.ts'
import { hostileAnswers } from './answers.ts'
import { tricks } from './tricks.ts'

/** A test for each hostile answer that is wanted: no point, and a verdict all the same. */
export function testHostile(wanted: (what: string) => boolean): void {
  const chapter = findChapter('01-process')
  for (const [what, text] of Object.entries(hostileAnswers).filter(([what]) => wanted(what))) {
    test(`an answer that ${what} gets no point, and the checker has its say`, async () => {
      await withAnswer(text, async file => {
        const result = await checkChapter({ chapter, file, named: '' })
        assert.is(result.points, 0, JSON.stringify(result.checks.filter(({ status }) => status === 'pass')))
        assert.is(result.checks.length, 12)
        assert.match(result.checks[0]?.status ?? '', /fail|timeout/)
      })
    })
  }
}

/** A test for each trick: the check that meets it does not pass, says what it has met, and is done in time. */
export function testTricks(): void {
  for (const [what, { chapter, only, says, text }] of Object.entries(tricks)) {
    test(`an answer that ${what} is told so`, async () => {
      await withAnswer(text, async file => {
        const { checks } = await checkChapter({ chapter: findChapter(chapter), file, named: '', only })
        const met = checks.at(-1)
        assert.is(met?.id, only)
        assert.is(met?.status, 'fail')
        assert.match(met?.message ?? '', says)
      })
    })
  }
}
