// An exec and a pause at once: neither may wait for the other for ever.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

test('a pause that overtakes an exec ends it with a line, or comes too late, and leaves no process behind', async () => {
  await using it = await machineWithCongo('scripts/congo/overtaken/machine.ts')
  const { out, err, code } = await it.command(['node', '--jitless', '/run/congo/congo.mjs'])
  assert.is(code, 0, err)
  const { told, stayed } = JSON.parse(out)
  assert.is(stayed, 1)
  assert.equal(Object.keys(told).sort(), ['a: exec: the container is paused; unpause it first', 'it ran'])
})

test.run()
