// Hints are complete, short and no solutions; and the right one comes.
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Check } from '../../chapters/check.ts'
import { HINTS } from '../../chapters/hints.ts'
import { chapters } from '../course/chapters.ts'
import { solutionOf } from '../labs/lab-of.ts'
import { answers } from '../labs/starter.ts'
import { HOLE, nextHint } from './hint.ts'
import type { Progress } from './progress.ts'

const bare = (text: string) => text.replaceAll(/\s/g, '')
const sentences = (text: string) => text.match(/[.?](?= [A-Z0-9]|$)/g)?.length ?? 0

for (const chapter of chapters()) {
  const filled = answers(readFileSync(solutionOf(chapter), 'utf8'))
  const hints = HINTS[chapter.id] ?? {}

  test(`${chapter.id}: each hole has a question, a pointer, and nearly the line, and that is not the line`, () => {
    assert.equal(
      Object.keys(hints).map(Number),
      filled.map(({ number }) => number),
    )
    for (const { number, code } of filled) {
      const { question = '', pointer = '', nearly = '' } = hints[number] ?? {}
      assert.match(question, /\?/)
      for (const text of [question, pointer, nearly]) {
        const many = sentences(text)
        assert.ok(many >= 1 && many <= 3, `hole ${number}, ${many} sentences: ${text}`)
        assert.ok(text.length <= 300, `hole ${number}: ${text}`)
      }
      const lines = code
        .split('\n')
        .map(bare)
        .filter(line => line.length > 12)
      for (const line of lines) assert.not.ok(bare(nearly).includes(line.replace(/,$/, '')), `hole ${number}: ${line}`)
    }
  })

  test(`${chapter.id}: a check whose hint names a hole names one that is there`, async () => {
    const { default: checks } = (await import(`../../chapters/${chapter.id}/check.ts`)) as { default: Check[] }
    for (const { id, hint } of checks) {
      const number = HOLE.exec(hint)?.[1]
      if (number !== undefined) assert.ok(hints[Number(number)], `${id} names hole ${number}`)
    }
  })
}

const [first] = chapters()
/** A lab in this state, by a name of its own: what was shown is remembered by it. */
const lab = (progress: Partial<Progress>): Progress => ({
  chapter: { ...(first as Progress['chapter']), id: '01-process' },
  file: '/labs/01-process.ts',
  state: 'begun',
  open: [],
  ...progress,
})

test('they come one at a time, from small to large, and from small again somewhere else', () => {
  const at = (number: number, line: number) => lab({ open: [{ number, line, task: '' }] })
  const { question, pointer, nearly } = HINTS['01-process']?.[2] ?? { question: '', pointer: '', nearly: '' }
  const same = (shown: string, text: string) => assert.ok(bare(shown).includes(bare(text)), shown)
  nextHint(at(3, 1)) // whatever was shown before
  same(nextHint(at(2, 10)), question)
  same(nextHint(at(2, 11)), pointer)
  same(nextHint(at(2, 12)), nearly)
  same(nextHint(at(2, 12)), nearly)
  assert.match(nextHint(at(1, 12)), /hint 1 of 3/)
  assert.match(nextHint(at(2, 12)), /hint 1 of 3/)
})

test('without an open hole they are about the first check that does not pass, whose own hint is the pointer', () => {
  const failing = (hint: string) =>
    lab({
      state: 'judged',
      verdict: {
        ...{ version: '1', points: 1, maxPoints: 3 },
        checks: [
          { id: 'starts', title: 'It starts', status: 'pass', hint: '' },
          { id: 'ends', title: 'It ends', status: 'fail', hint },
        ],
      },
    })
  nextHint(lab({ open: [{ number: 1, line: 1, task: '' }] }))
  assert.match(
    nextHint(failing('As hole 2 says (hole 2).')),
    /"It ends"; hint 1 of 3, a question:\nA command ends in one/,
  )
  assert.match(nextHint(failing('As hole 2 says (hole 2).')), /a pointer:\nAs hole 2 says/)
  nextHint(lab({ open: [{ number: 1, line: 1, task: '' }] }))
  assert.match(nextHint(failing('Given code.')), /This is about code that was given/)
})

test('nothing is hinted at where nobody knows what is missing, or nothing is', () => {
  const refused = (state: Progress['state']) => {
    try {
      return nextHint(lab({ state }))
    } catch (error) {
      return (error as Error).message
    }
  }
  for (const state of ['written', 'changed', 'outdated'] as const) assert.match(refused(state), /first: npm run check/)
  assert.match(refused('whole'), /passes all its checks/)
  assert.match(refused('missing'), /npm run labs makes it/)
})

test.run()
