import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readInRoot } from './in-root.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-in-root-'))
const root = join(folder, 'root')
mkdirSync(join(root, 'etc'), { recursive: true })
test.after(() => rmSync(folder, { recursive: true }))

test('a file, by its path or by links that stay inside', () => {
  writeFileSync(join(root, 'etc/passwd'), 'inside')
  symlinkSync('/etc/passwd', join(root, 'etc/absolute'))
  symlinkSync('../../../../../etc/passwd', join(root, 'etc/climbing'))
  for (const path of ['etc/passwd', '/etc/passwd', 'etc/absolute', 'etc/climbing'])
    assert.is(readInRoot(root, path), 'inside')
})

test('nothing, where there is nothing', () => {
  writeFileSync(join(folder, 'secret'), 'outside')
  symlinkSync('../../secret', join(root, 'etc/escape'))
  symlinkSync(join(folder, 'secret'), join(root, 'etc/escape-absolute'))
  for (const path of ['etc/none', 'none/none', 'etc/passwd/none', 'etc/escape', 'etc/escape-absolute', '../secret'])
    assert.is(readInRoot(root, path), undefined, path)
})

test('an image cannot keep us waiting, or fill our memory', () => {
  execFileSync('mkfifo', [join(root, 'etc/fifo')])
  writeFileSync(join(root, 'etc/large'), '')
  truncateSync(join(root, 'etc/large'), 2 ** 40)
  symlinkSync('loop', join(root, 'etc/loop'))
  for (const name of ['fifo', 'large', '.'])
    assert.throws(
      () => readInRoot(root, `etc/${name}`),
      /^\/etc\/.* of .*: an ordinary file of no more than 1048576 bytes/,
    )
  assert.throws(() => readInRoot(root, 'etc/loop'), /^\/etc\/loop of .* cannot be opened: ELOOP$/)
})

test.run()
