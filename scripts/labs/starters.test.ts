import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { holes } from './starter.ts'
import { labs } from './workbench.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-starters-'))
test.after(() => rmSync(folder, { recursive: true }))

test('every starter passes the type checker, with its holes open', () => {
  for (const name of ['chapters', 'native', 'node_modules', 'package.json', 'scripts', 'solutions']) {
    symlinkSync(join(root, name), join(folder, name))
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: join(root, 'tsconfig.json'), include: ['labs'] }),
  )
  mkdirSync(join(folder, 'labs'))
  for (const { path, starter } of labs(root)) {
    writeFileSync(join(folder, path), starter)
    assert.is.not(holes(starter).length, 0)
  }
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--project', folder], { encoding: 'utf8' })
  assert.is(stdout, '')
})

test.run()
