import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { follow } from './follow.ts'

watch(tmpdir()).close() // libuv has one descriptor for all watchers, and keeps it

const entry = (text: string) => `2026-11-25T10:00:00.000000000Z stdout F ${text}\n`

test('what is there, what comes, and what comes in files that take its place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-follow-'))
  const log = join(folder, 'log')
  writeFileSync(join(folder, 'log.1'), entry('before'))
  writeFileSync(log, entry('one') + entry('two').slice(0, 10))
  watch(folder).close() // the first one opens a descriptor that Node keeps
  const open = () => readdirSync('/proc/self/fd').length
  const before = open()
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
  await new Promise(setImmediate) // a watcher closes a turn later
  assert.is(open(), before)
  rmSync(folder, { recursive: true })
})

test('who breaks off leaves nothing open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congo-follow-'))
  const before = readdirSync('/proc/self/fd').length
  writeFileSync(join(folder, 'log'), entry('one'))
  for await (const _ of follow(folder, () => false)) break
  await new Promise(setImmediate) // a watcher closes a turn later
  assert.is(readdirSync('/proc/self/fd').length, before)
  rmSync(folder, { recursive: true })
})

test.run()
