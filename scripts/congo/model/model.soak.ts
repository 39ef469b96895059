// 200 random sequences of commands, for each of which a page of model and congo have to agree.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

test('after whatever commands, containers are as the model says, and nothing else is on the host', async () => {
  await using it = await machineWithCongo('scripts/congo/model/machine.ts')
  const { out, err, code } = await it.command(['node', '/run/congo/congo.mjs', '200'])
  assert.is(code, 0, `${out}${err}`)
  console.log(out.trim())
})

test.run()
