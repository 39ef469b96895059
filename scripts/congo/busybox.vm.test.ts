// The image to start with. It is made from what the machine has: so that is set up first.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LAYERS } from '../../chapters/07-overlay/layers.ts'
import { create } from './library/create.ts'
import { images } from './library/images.ts'

test('busybox is there at once: no registry is asked, and its programs run', async () => {
  const root = mkdtempSync(join(tmpdir(), 'congo-busybox-'))
  const { fetch } = globalThis
  globalThis.fetch = () => assert.unreachable('a registry is asked') as never
  try {
    await create('busybox', ['sh'], { root, name: 'a' })
    assert.equal(
      images({ root }).map(image => 'name' in image && image.name),
      ['busybox:latest'],
    )
    const { annotations } = JSON.parse(readFileSync(join(root, 'containers/a/config.json'), 'utf8'))
    const [layer] = JSON.parse(annotations[LAYERS])
    assert.is(execFileSync(join(layer, 'bin/echo'), ['hello'], { encoding: 'utf8' }), 'hello\n')
    assert.match(readFileSync(join(layer, 'etc/passwd'), 'utf8'), 'root:x:0:0:')
  } finally {
    globalThis.fetch = fetch
    rmSync(root, { recursive: true })
  }
})

test.run()
