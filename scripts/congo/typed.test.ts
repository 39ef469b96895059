// What reaches congo of the words that are typed after npm run, and from where.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'typed-'))
test.after(() => rmSync(folder, { recursive: true }))

const typed = (...words: string[]) =>
  spawnSync('npm', ['run', '-s', '--prefix', root, 'congo', '--', '--root', folder, ...words], {
    cwd: folder,
    encoding: 'utf8',
  })

test("a flag that Node has as well is congo's", () => {
  const { status, stderr } = typed('run', '--env-file', '/nowhere', '/tmp', 'true')
  assert.equal([status, stderr], [125, 'congo: --env-file /nowhere: it cannot be read: ENOENT\n'])
})

test('a path is meant from where it was typed', () => {
  const missing = typed('import', 'x.tar', 'x')
  assert.equal([missing.status, missing.stderr], [1, 'congo: x.tar: there is no such file\n'])
  writeFileSync(join(folder, 'x.tar'), 'no tar')
  assert.match(typed('import', 'x.tar', 'x').stderr, /^congo: x\.tar: (?!there is no such file)/)
})

test.run()
