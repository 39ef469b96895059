import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleJob } from '../../scripts/answer/bundle.ts'
import type { Testimony } from '../../scripts/check/hostile/witness.ts'
import { restore } from '../../scripts/vm/machines.ts'

test('a child that is killed for memory before its execve does not take the runtime along', async () => {
  const [code, witness] = await Promise.all([
    bundleJob("import './chapters/08-cgroups/tiny.ts'"),
    bundleJob("export { default } from './scripts/check/hostile/witness.ts'"),
  ])
  await using machine = await restore()
  const { said } = await machine.load<Testimony>(witness, code).result
  assert.equal(JSON.parse(said || '{}'), { status: { signal: 'SIGKILL' }, killed: true })
})

test.run()
