import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { follow } from './follow.ts'

/** How many files of the folder this process has open. */
const open = (folder: string) =>
  readdirSync('/proc/self/fd').filter(fd => {
    const link = `/proc/self/fd/${fd}`
    return existsSync(link) && readlinkSync(link).startsWith(folder)
  }).length

const entry = (text: string) => `2026-11-25T10:00:00.000000000Z stdout F ${text}\n`

test('what is there, what comes, and what comes in files that take its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-follow-'))
  const log = join(folder, 'log')
  writeFileSync(join(folder, 'log.1'), entry('before'))
  writeFileSync(log, entry('one') + entry('two').slice(0, 10))
  const seen: string[] = []
  let over = false
  for await (const { bytes } of follow(folder, () => over)) {
    seen.push(bytes.toString())
    if (seen.length === 2) appendFileSync(log, entry('two').slice(10))
    if (seen.length === 3) {
      appendFileSync(log, entry('three')) // not read yet when the file is turned
      renameSync(join(folder, 'log.1'), join(folder, 'log.2'))
      renameSync(log, join(folder, 'log.1'))
      writeFileSync(log, entry('four'))
    }
    if (seen.length === 5) {
      appendFileSync(log, entry('five'))
      over = true
    }
  }
  assert.equal(seen, ['before', 'one', 'two', 'three', 'four', 'five'])
  assert.is(open(folder), 0)
  rmSync(folder, { recursive: true })
})

test('who breaks off leaves nothing open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-follow-'))
  writeFileSync(join(folder, 'log'), entry('one'))
  for await (const _ of follow(folder, () => false)) break
  assert.is(open(folder), 0)
  rmSync(folder, { recursive: true })
})

test('the folder may go before all is read that was written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-follow-'))
  writeFileSync(join(folder, 'log'), entry('one'))
  const seen: string[] = []
  for await (const { bytes } of follow(folder, () => seen.length > 0)) {
    seen.push(bytes.toString())
    if (seen.length > 1) continue
    appendFileSync(join(folder, 'log'), entry('two'))
    rmSync(folder, { recursive: true })
  }
  assert.equal(seen, ['one', 'two'])
})

test.run()
