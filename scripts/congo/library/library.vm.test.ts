// The library in a machine: machine.ts is a program of somebody who uses it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { root } from '../../cli/paths.ts'
import { machineWithCongo } from '../in-machine.ts'
import { bundled } from '../installed.ts'

test('what the verbs do, as functions: streams, and the promise of the end', async () => {
  await using it = await machineWithCongo('scripts/congo/library/machine.ts')
  const { out, err, code } = await it.command(['node', '--jitless', '/run/congo/congo.mjs'])
  assert.is(code, 0, err)
  const { echoed, failed, long, verbs, ended } = JSON.parse(out)
  assert.equal(echoed, { out: 'typed\n', err: 'to stderr\n', code: 7 })
  assert.match(failed, 'execve("/bin/nothing"')
  assert.equal(long, { bytes: 20_000_000, code: 0, peak: true })
  assert.equal(verbs, {
    status: 'running',
    limit: '33554432',
    exec: ['inside /tmp\n', 3],
    terminal: 'a terminal\r\n',
    top: ['sleep 1000'],
    log: ['stdout begun\n'],
    diff: ['A /tmp/made'],
    paused: 'paused',
    mounted: 'on the host\n',
    image: ['x:latest'],
    removed: [],
  })
  assert.equal(ended, { descriptors: 0 })
})

test('the example of the README', async () => {
  const [, source = ''] = /```ts\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  await using it = await machineWithCongo()
  await it.good('create', '--name', 'a', '/mnt/images/busybox', 'true')
  await it.good('commit', 'a', 'busybox')
  const place = '/run/congo/dist/example.mjs'
  await it.command(['sh', '-c', `cat >${place}`], await bundled({ source }))
  const { out, err, code } = await it.command(['node', '--jitless', place])
  assert.is(code, 0, err)
  assert.match(out, /^apple\npear\n\{ code: 0, oom: false, at: '20/)
  assert.is(await it.good('ps', '-q'), 'a\n')
})

test.run()
