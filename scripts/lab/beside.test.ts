import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compare } from './beside.ts'

const OURS = ['clone3({flags=A})', 'sethostname("web", 3)', 'mount("proc", "/proc")', 'close(7)', 'execve("/bin/sh")']
const without = (step: number) => OURS.filter((_, i) => i !== step)

test('the same program is the same, whatever its descriptors and processes are called', () => {
  assert.equal(compare(OURS, OURS), [])
  assert.equal(compare(['close(7)', 'chdir("/proc/12/ns")'], ['close(23)', 'chdir("/proc/345/ns")']), [])
  assert.equal(
    compare(['close_range(3, 24, 0)', 'execve("a", "25")'], ['close_range(3, 26, 0)', 'execve("a", "3")']),
    [],
  )
  assert.equal(compare(['setresuid(0, 5, 5)'], ['setresuid(0, 0, 0)']), [{ kind: 'other', step: 0 }])
  assert.equal(compare(['close_range(3, 255, 0)'], ['close_range(3, 4294967295, 0)']), [{ kind: 'other', step: 0 }])
})

test('a step that is missing is named by its call and its place, and by nothing else', () => {
  assert.equal(compare(without(2), OURS), [{ kind: 'missing', call: 'mount', after: 1 }])
  assert.equal(compare(without(0), OURS), [{ kind: 'missing', call: 'clone3', after: -1 }])
  assert.equal(compare(without(4), OURS), [{ kind: 'missing', call: 'execve', after: 3 }])
  assert.equal(
    compare([], OURS).map(({ kind }) => kind),
    OURS.map(() => 'missing'),
  )
})

test('a step that is too much, elsewhere, or with other arguments is told by its number in theirs', () => {
  assert.equal(compare(OURS, without(2)), [{ kind: 'more', step: 2 }])
  assert.equal(compare(OURS.with(1, 'sethostname("other", 5)'), OURS), [{ kind: 'other', step: 1 }])
  const swapped = OURS.with(1, OURS[2] ?? '').with(2, OURS[1] ?? '')
  const found = compare(swapped, OURS)
  assert.is(found.length, 1)
  assert.is(found[0]?.kind, 'moved')
})

test.run()
