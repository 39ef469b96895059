import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../cli/paths.ts'
import { bundles } from './bundles.mjs'

test('bundles of sources that are again as they were hours ago are there', async () => {
  const top = mkdtempSync(join(tmpdir(), 'bundles-'))
  try {
    symlinkSync(join(root, 'node_modules'), join(top, 'node_modules'))
    mkdirSync(join(top, 'scripts/cli'), { recursive: true })
    writeFileSync(join(top, 'scripts/cli/command.ts'), 'export const main = 1')
    const bundled = (source: string) => {
      writeFileSync(join(top, 'scripts/lab.ts'), source)
      return bundles(top, ['lab'])
    }
    const first = await bundled('export default 1')
    const ago = new Date(Date.now() - 2 * 3_600_000)
    utimesSync(first, ago, ago)
    assert.is.not(await bundled('export default 2'), first)
    assert.not.ok(existsSync(first), 'what is old is swept')
    const second = await bundled('export default 1')
    utimesSync(second, ago, ago)
    writeFileSync(join(top, 'dist/scripts.json'), '{ "inputs": [] }')
    assert.is(await bundled('export default 1'), second)
    assert.ok(existsSync(join(second, 'lab.js')))
  } finally {
    rmSync(top, { recursive: true, force: true })
  }
})

test.run()
