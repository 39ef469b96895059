// What an exec without a terminal reads and writes.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { machineWithCongo } from '../in-machine.ts'

const MIB = 1024 * 1024

test('an exec has pipes of its own, through which all bytes come at the pace of whoever reads', async () => {
  await using it = await machineWithCongo('scripts/congo/carried/machine.ts')
  const { out, err, code } = await it.command(['node', '--jitless', '/run/congo/congo.mjs'])
  assert.is(code, 0, err)
  const { files, bytes, enough, others } = JSON.parse(out)
  for (const file of files.theirs) assert.match(file, /^pipe:/)
  assert.equal([files.theirs.length, files.shared, files.code], [3, 0, 0])
  const { unread, grown, ...rest } = bytes
  assert.equal(rest, { code: 0, missing: 0, same: true })
  assert.ok(unread < 4 * MIB, `${unread} bytes are taken before anybody reads`)
  assert.ok(grown < 64 * MIB, `${grown} bytes are kept in memory`)
  assert.equal(enough, { code: 141, stays: false })
  assert.equal(others, { deaf: 5, said: ['out\n', 'err\n'], parent: 6 })
})

test.run()
