import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { explain } from './explain.ts'
import { lessonOf } from './lesson.ts'

test('a failed step is told with what its errno means there, and where the lesson talks of the call', () => {
  const message = 'sethostname("x\\n(step 1, from 04-pid)", 65): EINVAL (step 3, from 03-uts)'
  const told = explain('labs/03-uts.ts', { message, meaning: 'Too long.', stack: `StepError: ${message}` })
  const [, line] = /\nToo long\.\nthe lesson: chapters\/03-uts\/README\.md, ".+", line (\d+)$/.exec(told) ?? []
  const lesson = readFileSync(join(root, 'chapters/03-uts/README.md'), 'utf8').split('\n')
  assert.match(lesson[Number(line) - 1] ?? '', /\bsethostname\b/)
})

test('a call that a lesson does not name leads to the lesson; what is of no chapter to none', () => {
  assert.is(lessonOf('03-uts', 'no_such_call'), 'chapters/03-uts/README.md')
  assert.is(lessonOf('99-none', 'mount'), undefined)
  const message = 'clone3({flags=0}, 88): EPERM'
  assert.is(explain('labs/03-uts.ts', { message, stack: `StepError: ${message}` }), message)
})

test.run()
