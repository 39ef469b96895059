import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Fresh } from './fresh.ts'

const root = mkdtempSync(join(tmpdir(), 'congo-fresh-'))
test.after(() => rmSync(root, { recursive: true }))

/** A process that has made a folder with a file in it, and what it does then. */
async function maker(parent: string, then: string) {
  const code = `
    const { writeFileSync } = await import('node:fs')
    const { Fresh } = await import('./chapters/fresh.ts')
    const fresh = new Fresh(${JSON.stringify(parent)})
    writeFileSync(fresh.folder + '/half', '')
    process.stdout.write('.')
    ${then}`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code])
  await once(child.stdout, 'data')
  return child
}

test('it is gone at the end of its scope, and what was renamed stays', () => {
  const parent = join(root, 'scope')
  mkdirSync(parent)
  {
    using fresh = new Fresh(parent)
    writeFileSync(join(fresh.folder, 'file'), '')
    renameSync(join(fresh.folder, 'file'), join(parent, 'file'))
    using whole = new Fresh(parent)
    renameSync(whole.folder, join(parent, 'whole'))
  }
  assert.equal(readdirSync(parent).sort(), ['file', 'whole'])
})

test('whoever ends takes his along; that of one who was killed goes with the next one, and not that of one who lives', async () => {
  const parent = join(root, 'ends')
  mkdirSync(parent)
  await once(await maker(parent, 'process.exit(0)'), 'exit')
  assert.equal(readdirSync(parent), [])
  const [living, dead] = [await maker(parent, 'process.stdin.resume()'), await maker(parent, 'process.stdin.resume()')]
  assert.is(readdirSync(parent).length, 2)
  dead.kill('SIGKILL')
  await once(dead, 'exit')
  {
    using _ = new Fresh(parent)
    assert.is(readdirSync(parent).length, 2)
  }
  assert.is(readdirSync(parent).length, 1)
  living.stdin.end()
  await once(living, 'exit')
  assert.equal(readdirSync(parent), [])
})

test.run()
