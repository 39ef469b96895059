import { once } from 'node:events'
import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { watchSaves } from './saves.ts'

const top = mkdtempSync(join(tmpdir(), 'congo-saves-'))
const folder = join(top, 'labs')
mkdirSync(folder)
const [lab, other] = [join(folder, 'lab.ts'), join(folder, 'other.ts')]
writeFileSync(lab, '0')
writeFileSync(other, '0')
const saves = watchSaves([lab, other])
const heard: string[] = []
saves.on('save', file => heard.push(file))

test.before.each(() => {
  heard.length = 0
})
test.after(() => {
  rmSync(top, { recursive: true })
  setImmediate(() => process.exit()) // it watches until the process ends
})

test('a file that is written is saved, and no other', async () => {
  writeFileSync(lab, '1')
  await once(saves, 'save')
  assert.equal(heard, [lab])
})

test('editors may rename a new file over it, or take it away first', async () => {
  writeFileSync(join(folder, '.lab.ts.swp'), '2')
  renameSync(join(folder, '.lab.ts.swp'), lab)
  await once(saves, 'save')
  unlinkSync(lab)
  writeFileSync(lab, '')
  writeFileSync(lab, '3')
  await once(saves, 'save')
  assert.equal(heard, [lab, lab])
})

test('a burst is one save, and the same text again is none', async () => {
  for (let i = 0; i < 50; i++) writeFileSync(lab, `burst ${i}`)
  writeFileSync(other, '0')
  await once(saves, 'save')
  writeFileSync(lab, 'burst 49')
  writeFileSync(other, 'the next event, so that what came before it has been heard')
  await once(saves, 'save')
  assert.equal(heard, [lab, other])
})

test('where no event comes, the file is looked at all the same', async () => {
  renameSync(folder, join(top, 'labs.old')) // the kernel watches that one from now on
  mkdirSync(folder)
  writeFileSync(other, 'the next event, so that what came before it has been heard')
  writeFileSync(lab, 'in a folder that nobody watches')
  await once(saves, 'save')
  assert.equal(heard, [lab])
  writeFileSync(lab, 'there again')
  await once(saves, 'save')
  assert.equal(heard, [lab, lab])
})

test.run()
