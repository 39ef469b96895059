import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { create, ids, look, start, stop } from './lifecycle.ts'
import { rename } from './rename.ts'

const root = mkdtempSync(join(tmpdir(), 'congo-rename-'))
test.after(() => rmSync(root, { recursive: true }))
const made = (id: string, cgroupsPath?: string) =>
  create(root, id, {
    ociVersion: '1.2.0',
    process: { args: ['sleep', '1000'], env: ['PATH=/usr/bin:/bin'], cwd: '/' },
    ...(cgroupsPath !== undefined && { linux: { cgroupsPath } }),
  })
const refusal = (from: string, to: string) =>
  rename(root, from, to).then(
    () => 'nothing',
    ({ message }: Error) => message,
  )

test('a container has its new name everywhere, and can be started by it', async () => {
  made('old')
  await start(root, 'old')
  await stop(root, 'old', { signal: 'SIGKILL' })
  await rename(root, 'old', 'new')
  assert.equal(ids(root), ['new'])
  assert.is(look(root, 'new').state.id, 'new')
  await start(root, 'new')
  assert.match(await refusal('new', 'other'), /^new runs: stop it first/)
  await stop(root, 'new', { signal: 'SIGKILL' })
})

test('its own cgroup goes with the name, and no other', async () => {
  const groupOf = (id: string) => look(root, id).container.config.linux?.cgroupsPath
  made('a', '/congo/a')
  made('b', '/mine/b')
  await rename(root, 'a', 'c')
  await rename(root, 'b', 'd')
  assert.equal([groupOf('c'), groupOf('d')], ['/congo/c', '/mine/b'])
})

test('a name that is taken, or none, leaves all as it is', async () => {
  made('x')
  made('y')
  assert.match(await refusal('x', 'y'), /^the name y is taken/)
  assert.match(await refusal('x', '../z'), /is no name for a container/)
  assert.match(await refusal('nobody', 'z'), /there is no container/)
  assert.ok(existsSync(join(root, 'containers/x/state.json')))
})

test.run()
