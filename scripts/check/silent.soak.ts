// A machine that hangs in the middle of a check.
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { findChapter } from '../course/chapters.ts'
import { qemuOfThis } from '../test/qemu.ts'
import { checkChapter } from './check-chapter.ts'

test('is given up, as a fault of the grader', async () => {
  const order = { chapter: findChapter('01-process'), file: join(root, 'solutions/01-process.ts'), named: '--solution' }
  let heard = 0
  const result = await checkChapter(order, () => {
    if (++heard === 2) process.kill(qemuOfThis(), 'SIGSTOP')
  })
  assert.equal(
    result.checks.map(({ status }) => status),
    ['pass', 'pass', ...Array.from({ length: result.checks.length - 2 }, () => 'error')],
  )
  assert.match(result.checks[2]?.message ?? '', /the grader itself failed: the machine has fallen silent/)
  assert.is(result.maxPoints, order.chapter.points)
})

test.run()
