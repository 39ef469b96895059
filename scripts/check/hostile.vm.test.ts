// What an answer could do to the machine and to its verdict, tried.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleJob } from '../answer/bundle.ts'
import { restore } from '../vm/machines.ts'
import { testHostile, testTricks } from './hostile/gets-nothing.ts'
import type { Testimony } from './hostile/witness.ts'

test('the root of the sandbox gets at nothing of the machine', async () => {
  const [attack, witness] = await Promise.all([
    bundleJob("import './scripts/check/hostile/attack.ts'"),
    bundleJob("export { default } from './scripts/check/hostile/witness.ts'"),
  ])
  await using machine = await restore()
  const testimony = await machine.load<Testimony>(witness, attack).result
  const { tried, succeeded } = JSON.parse(testimony.said)
  assert.equal(succeeded, [])
  assert.ok(tried > 30)
  assert.equal(testimony.cards, [])
  assert.is(testimony.corePattern, 'core\n')
  assert.is(testimony.memoryMax, `${640 * 1024 * 1024}\n`)
})

// Those that take their time to be given up on are tried in hostile.soak.ts, and by scripts/lab.vm.test.ts.
testHostile(what => /prints results|kills|powers|ends at once|read-only|tangle|overwrites/.test(what))
testTricks()

test.run()
