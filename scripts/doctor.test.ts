import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from './cli/paths.ts'
import { parts, wsl } from './doctor/findings.ts'
import { folderOf } from './setup/part.ts'

const test = suite('doctor')
const cache = mkdtempSync(join(tmpdir(), 'congo-test-'))
process.env.CONGO_CACHE = cache
test.after(() => {
  rmSync(cache, { recursive: true })
})

function doctor(...args: string[]) {
  const words = [join(root, 'scripts/start.mjs'), 'doctor', ...args]
  return spawnSync(process.execPath, words, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
}

test('an empty cache: all is missing, with what it costs, and nothing is made', () => {
  const { status, stdout } = doctor()
  assert.is(status, 1)
  for (const { name } of parts) assert.match(stdout, new RegExp(`^${name} +missing: `, 'm'))
  assert.match(stdout, /^guest .*\(\d+ MB to fetch, \d+ MB on disk\)$/m)
  assert.match(stdout, /^next +npm run lab 01-process makes what is missing: \d+ MB to fetch, \d+ MB on disk$/m)
  assert.match(stdout, new RegExp(`^Node +${process.versions.node}$`, 'm'))
  assert.match(stdout, new RegExp(`^cache +${cache}, [\\d.]+ GB free$`, 'm'))
  assert.equal(readdirSync(cache), [])
})

test('what is there is told with its size, and what is damaged as such', () => {
  for (const part of parts.filter(({ name }) => name === 'image' || name === 'qemu')) mkdirSync(folderOf(part))
  for (const part of parts.filter(({ name }) => name === 'image')) {
    writeFileSync(join(folderOf(part), 'seal.json'), JSON.stringify({ id: '1', needs: [], sizes: {} }))
  }
  const { stdout } = doctor()
  assert.match(stdout, /^image +there: the virtual machine's disks, 1 MB$/m)
  assert.match(stdout, /^qemu +damaged: QEMU/m)
})

test('wrong use is one line', () => {
  for (const args of [['me'], ['--export', 'a', '--import', 'b'], ['--import', 'a', 'b']]) {
    const { status, stderr } = doctor(...args)
    assert.equal(
      [stderr, status],
      ['congo doctor: one flag at a time, and nothing else: npm run doctor -- --help\n', 2],
    )
  }
  const { status, stderr } = doctor('--import', join(cache, 'none'))
  assert.equal([stderr, status], [`congo doctor: there is no file ${cache}/none\n`, 3])
})

test('Windows is known by its kernel', () => {
  assert.equal(wsl('6.1.0-18-amd64'), [])
  assert.match(wsl('5.15.153.1-microsoft-standard-WSL2')[0]?.text ?? '', /^WSL 2/)
  assert.match(wsl('4.4.0-19041-Microsoft')[0]?.text ?? '', /^WSL 1: not tried/)
})

test.run()
