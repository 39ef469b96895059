// A machine that hangs in the middle of a check.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { findChapter } from '../course/chapters.ts'
import { checkChapter } from './check-chapter.ts'

/** The emulator that this process has started. */
function qemu(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
  const pid = children.find(pid => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('qemu-system'))
  return Number(pid)
}

test('is given up, as a fault of the grader', async () => {
  const order = { chapter: findChapter('01-process'), file: join(root, 'solutions/01-process.ts'), named: '--solution' }
  let heard = 0
  const checking = checkChapter(order, () => {
    if (++heard === 2) process.kill(qemu(), 'SIGSTOP')
  })
  const error = await checking.then(
    () => undefined,
    error => error,
  )
  assert.match(error?.message ?? 'all was checked', /fallen silent/)
  assert.is(error?.exitCode, 3)
  assert.is(heard, 2)
})

test.run()
