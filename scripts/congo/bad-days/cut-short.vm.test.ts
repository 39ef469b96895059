// A run that is ended on its way.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

const NOTHING = { containers: [], locks: [], groups: [], links: [], mounts: [], rules: '', processes: '' }

/** What has become of one run after the other. */
async function told(signal: string) {
  await using it = await machineWithCongo('scripts/congo/bad-days/cut-short.ts')
  const { out, err, code } = await it.command(['node', '--jitless', '/run/congo/congo.mjs', signal])
  assert.is(code, 0, err)
  return JSON.parse(out)
}

test('Ctrl-C at any moment: 130, and nothing is left of a run that nobody has seen', async () => {
  const all = await told('SIGINT')
  assert.equal(all[0].found, []) // it has just been made
  for (const { code, err, found, heard, next, left } of all) {
    assert.equal({ code, err, next, left }, { code: 130, err: '', next: 0, left: NOTHING })
    assert.ok(found.length === 0 || heard === '130\n', `${found} is left, and ended with ${heard}`) // it was seen, and was asked itself
  }
})

test('kill -9 of congo at any moment: the next commands take away what is left', async () => {
  for (const { code, next, left } of await told('SIGKILL')) {
    assert.equal({ code, next, left }, { code: 'SIGKILL', next: 0, left: NOTHING })
  }
})

test.run()
