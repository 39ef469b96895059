import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exportCache } from './export.ts'
import { importCache } from './import.mjs'
import { folderOf, type Part } from './part.ts'
import { run } from './run.ts'

const test = suite('export and import')
const folder = mkdtempSync(join(tmpdir(), 'congo-test-'))
const file = join(folder, 'congo.tar')
const [here, there, clone] = [join(folder, 'here'), join(folder, 'there'), join(folder, 'clone')]

const part: Part = {
  name: 'tool',
  title: 'a tool',
  cost: { download: 0, disk: 1 },
  inputs: () => ['1'],
  async make(dir) {
    writeFileSync(join(dir, 'tool'), '#!/bin/sh\necho it runs\n')
    chmodSync(join(dir, 'tool'), 0o751)
    symlinkSync('tool', join(dir, 'link'))
  },
}
const folderThere = () => folderOf(part)

test.before(async () => {
  process.env.CONGO_CACHE = here
  mkdirSync(join(folder, 'node_modules/some'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/some/index.js'), 'new')
  await exportCache(file, [part], join(folder, 'node_modules'))
})
test.before.each(() => {
  for (const name of [there, clone]) rmSync(name, { recursive: true, force: true })
  mkdirSync(join(clone, 'node_modules'), { recursive: true })
  writeFileSync(join(clone, 'node_modules/old'), '')
  process.env.CONGO_CACHE = there
})
test.after(() => {
  rmSync(folder, { recursive: true })
})

/** Imports what must be refused. Gives the message, after a look that nothing has changed. */
async function refused(path: string): Promise<string> {
  const { message } = await importCache(path, clone).then(
    () => assert.unreachable(),
    error => error,
  )
  assert.equal(readdirSync(clone), ['node_modules'])
  assert.equal(readdirSync(join(clone, 'node_modules')), ['old'])
  if (existsSync(there)) assert.equal(readdirSync(there), ['import.lock'])
  assert.not.match(message, '\n')
  return message
}

test('what was exported comes in as it was, and takes the place of other node_modules', async () => {
  await importCache(file, clone)
  assert.is(await run(join(folderThere(), 'link'), []), 'it runs\n')
  assert.is(statSync(join(folderThere(), 'tool')).mode & 0o777, 0o751)
  assert.equal(readdirSync(join(clone, 'node_modules')), ['some'])
  assert.equal(readdirSync(join(clone, 'dist')), [])
  assert.equal(readdirSync(there).sort(), ['import.lock', folderThere().slice(there.length + 1)])
  assert.equal(
    readdirSync(folder).filter(name => name.includes('.tmp')),
    [],
  )
})

test('a part that is there already stays', async () => {
  mkdirSync(folderThere(), { recursive: true })
  await importCache(file, clone)
  assert.equal(readdirSync(folderThere()), [])
})

test('one byte changed in any member is found, and nothing changes', async () => {
  const bytes = readFileSync(file)
  const members = [...bytes.toString('latin1').matchAll(/[\w-]+\.tar\.gz\0/g)].map(({ index }) => index)
  assert.is(members.length, 2)
  for (const place of [...members.map(index => index + 512 + 20), bytes.indexOf('sha256') + 15]) {
    const changed = Buffer.from(bytes)
    changed[place] = (changed[place] ?? 0) ^ 1
    writeFileSync(join(folder, 'changed.tar'), changed)
    assert.match(
      await refused(join(folder, 'changed.tar')),
      /is damaged, or not made by doctor --export: copy it again/,
    )
  }
})

test('a file that is cut off, or is none of ours, or is not there', async () => {
  const bytes = readFileSync(file)
  writeFileSync(join(folder, 'cut.tar'), bytes.subarray(0, bytes.indexOf('node_modules.tar.gz') + 520))
  assert.match(await refused(join(folder, 'cut.tar')), 'is damaged')
  writeFileSync(join(folder, 'other.tar'), 'hello')
  assert.match(await refused(join(folder, 'other.tar')), 'is damaged')
  assert.match(await refused(join(folder, 'none.tar')), 'there is no file')
})

test('a file for another kind of computer', async () => {
  const other = join(folder, 'other')
  mkdirSync(other)
  await run('tar', ['-xf', file, '-C', other])
  const manifest = readFileSync(join(other, 'congo.json'), 'utf8')
  writeFileSync(join(other, 'congo.json'), manifest.replace(`linux-${process.arch}`, 'linux-vax'))
  await run('tar', ['-cf', join(folder, 'vax.tar'), '-C', other, ...readdirSync(other)])
  assert.match(await refused(join(folder, 'vax.tar')), `was made on linux-vax, and this is linux-${process.arch}`)
})

test('members cannot be put elsewhere', async () => {
  const other = join(folder, 'climber')
  mkdirSync(other)
  await run('tar', ['-xf', file, '-C', other])
  const manifest = readFileSync(join(other, 'congo.json'), 'utf8')
  writeFileSync(join(other, 'congo.json'), manifest.replaceAll(/"tool-\w+"/g, '"../../outside"'))
  await run('tar', ['-cf', join(folder, 'climber.tar'), '-C', other, ...readdirSync(other)])
  assert.match(await refused(join(folder, 'climber.tar')), 'is damaged')
})

test('an export to where there is no folder', async () => {
  process.env.CONGO_CACHE = here
  await exportCache(join(folder, 'no/congo.tar'), [part], join(folder, 'node_modules')).then(
    () => assert.unreachable(),
    error => assert.is(error.exitCode, 2),
  )
})

test.run()
