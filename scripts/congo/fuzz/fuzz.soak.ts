// 10,000 of each: commands, damaged files of the store, archives.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

for (const what of ['words', 'states', 'tars']) {
  test(`${what}: no crash, no stack, nothing written anywhere else`, async () => {
    await using it = await machineWithCongo('scripts/congo/fuzz/machine.ts')
    const { out, err, code } = await it.command(['node', '/run/congo/congo.mjs', what, '10000'])
    assert.is(code, 0, `${out}${err}`)
    console.log(out.trim())
  })
}

test.run()
