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
  for (const { isUp, code, err, found, next, left } of await told('SIGINT')) {
    assert.equal({ code, err, next, left }, { code: 130, err: '', next: 0, left: NOTHING })
    // It may have been up before its first word was here.
    if (isUp || found.length > 0) assert.equal(found, [['a', 'stopped', 130]])
  }
})

test('kill -9 of congo at any moment: the next commands take away what is left', async () => {
  for (const { code, next, left } of await told('SIGKILL')) {
    assert.equal({ code, next, left }, { code: 'SIGKILL', next: 0, left: NOTHING })
  }
})

test.run()
