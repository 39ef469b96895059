// What the sandbox cannot show, since its root is none of the machine's: there a container's root would be that.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleJob } from '../../scripts/answer/bundle.ts'
import { restore } from '../../scripts/vm/machines.ts'
import type attacks from './real-root/attacks.ts'

test('root of the machine, in a container: each wall alone has gaps, together they hold', async () => {
  const job = await bundleJob("export { default } from './chapters/12-security/real-root/attacks.ts'")
  await using machine = await restore()
  const { nothing, capabilities, devices, paths, whole } =
    await machine.load<Awaited<ReturnType<typeof attacks>>>(job).result
  const all = ['read a disk', 'read the memory of the kernel', 'read the log of the kernel']
  const setup = ['have a program run on the host', 'press a magic key']
  const others = ['set the clock', 'never be killed for memory', 'mount another proc']
  assert.equal(nothing, [...all, ...setup, ...others])
  assert.equal(capabilities, setup, 'files of root can be written by user 0, whatever its capabilities')
  assert.equal(devices, nothing.slice(1), 'a node can be made, and not be read')
  assert.equal(
    paths,
    [all[0], all[2], ...others, 'take off a mask', 'write what is read-only'],
    'who may mount sees what lies behind',
  )
  assert.equal(whole, [])
})

test('rules about devices add up, and a score may be lowered', async () => {
  const job = await bundleJob(`
    import { opened, score } from './chapters/12-security/real-root/attacks.ts'
    export default async () => ({ opened: await opened(), score: await score() })`)
  await using machine = await restore()
  const { opened, score } = await machine.load<{ opened: string[]; score: string[] }>(job).result
  assert.equal(opened, ['null rw', 'zero r'])
  assert.equal(score, ['-500'])
})

test.run()
