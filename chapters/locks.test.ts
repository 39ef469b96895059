import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { goneOf, sweepContainers, withLock } from './locks.ts'

const root = mkdtempSync(join(tmpdir(), 'congo-locks-'))
test.after(() => rmSync(root, { recursive: true }))

const locks = () => readdirSync(join(root, 'locks')).sort()

test('locks of containers that are no more are swept, and removals that were killed are finished', async () => {
  for (const id of ['here', 'gone']) await withLock(root, id, async () => undefined)
  mkdirSync(join(root, 'containers/here'), { recursive: true })
  mkdirSync(join(goneOf(root, 'gone'), 'upper'), { recursive: true })
  writeFileSync(join(goneOf(root, 'gone'), 'config.json'), '{')
  assert.equal(locks(), ['gone', 'here'])
  await sweepContainers(root)
  assert.equal(locks(), ['here'])
  assert.equal(readdirSync(join(root, 'containers')), ['here'])
})

test('nothing is swept while somebody has a lock, whose ever', async () => {
  await withLock(root, 'gone', () => withLock(root, 'here', () => sweepContainers(root)))
  assert.equal(locks(), ['gone', 'here'])
  await sweepContainers(root)
  assert.equal(locks(), ['here'])
})

test('a lock is had by one at a time, also while others sweep', async () => {
  let [inside, most] = [0, 0]
  const one = async () => {
    await sweepContainers(root)
    await withLock(root, 'gone', async () => {
      most = Math.max(most, ++inside)
      await new Promise(setImmediate)
      inside--
    })
  }
  await Promise.all(Array.from({ length: 20 }, one))
  assert.is(most, 1)
  assert.ok(existsSync(join(root, 'locks/gone')))
})

test.run()
