import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatStep, slot } from '#native'
import { openTarget } from './target.ts'

const lines = (path: string, file: boolean) => openTarget(slot('root'), path, file, slot('target')).map(formatStep)
const walked = 'mode=0, resolve=RESOLVE_NO_SYMLINKS}, 24)'

test('each name is made and opened in the folder that was opened before, which is closed then', () => {
  assert.equal(lines('/a/b', false), [
    'mkdirat($root, "a", 0755)',
    `openat2($root, "a", {flags=O_RDONLY|O_DIRECTORY|O_CLOEXEC|O_PATH, ${walked}`,
    'mkdirat($a, "b", 0755)',
    `openat2($a, "b", {flags=O_RDONLY|O_DIRECTORY|O_CLOEXEC|O_PATH, ${walked}`,
    'close($a)',
    'fstatfs($target, {statfs})',
    'futex({120 bytes}, FUTEX_WAIT, 0x9fa0, {0, 0}, NULL, 0)',
  ])
})

test('a symbolic link is followed from the root, and only there', () => {
  const [, , , last] = openTarget(slot('root'), '/a/b', true, slot('target'))
  assert.is(
    last?.onError?.ELOOP && formatStep(last.onError.ELOOP),
    'openat2($root, "/a/b", {flags=O_RDONLY|O_CLOEXEC|O_PATH, mode=0, resolve=RESOLVE_IN_ROOT}, 24)',
  )
})

test('a file lies on a file', () => {
  assert.is(lines('/a/b', true)[2], 'mknodat($a, "b", S_IFREG|0644, 0)')
})

test.run()
