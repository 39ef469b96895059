import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MS_BIND, MS_NOSUID, MS_REMOUNT } from '#native'
import type { Container, Mount, Namespace } from '../container.ts'
import { isBound, planned } from './plan.ts'

const bundle = mkdtempSync(join(tmpdir(), 'congo-plan-'))
writeFileSync(join(bundle, 'file'), '')
test.after(() => rmSync(bundle, { recursive: true }))

const container = (mounts: Mount[], namespaces: Namespace[] = [{ type: 'mount' }]): Container => ({
  id: 'c',
  bundle,
  config: { ociVersion: '1.2.0', process: { args: [], env: [], cwd: '/' }, mounts, linux: { namespaces } },
})
const one = (mount: Mount) => planned(container([mount]))[0]

test('the order of the config, and every path absolute', () => {
  const plan = planned(
    container([
      { destination: '/b/', type: 'tmpfs' },
      { destination: 'a/../a', type: 'proc', source: 'none' },
      { destination: '/c', source: 'file', options: ['bind'] },
    ]),
  )
  assert.equal(
    plan.map(({ source, destination, type }) => [source, destination, type]),
    [
      ['tmpfs', '/b', 'tmpfs'],
      ['none', '/a', 'proc'],
      [join(bundle, 'file'), '/c', 'none'],
    ],
  )
})

test('what chapter 10 has taken over is left to it', () => {
  const [proc, data]: Mount[] = [
    { destination: '/proc', type: 'proc' },
    { destination: '/data', type: 'volume', source: 'x' },
  ] as const
  const c = { ...container([proc, data] as Mount[]), volumes: [data] as Mount[] }
  assert.equal(
    planned(c).map(({ destination }) => destination),
    ['/proc'],
  )
})

test('it is read once for a container: the slots stay the same', () => {
  const c = container([{ destination: '/c', source: '/', options: ['bind'] }])
  assert.is(planned(c), planned(c))
})

test('a bind mount, by its options and not by its type', () => {
  const folder = one({ destination: '/c', type: 'tmpfs', source: '/', options: ['rbind'] })
  assert.ok(folder && isBound(folder) && !folder.file)
  const file = one({ destination: '/c', source: 'file', options: ['bind'] })
  assert.ok(file && isBound(file) && file.file)
  const remounted = one({ destination: '/c', options: ['bind', 'remount'] })
  assert.not.ok(remounted && isBound(remounted))
  assert.is(remounted?.flags, MS_BIND | MS_REMOUNT)
})

test('a fresh /dev has nodes, and is closed after all else has come into it', () => {
  const dev = one({ destination: '/dev/', type: 'tmpfs', options: ['nosuid', 'ro', 'size=64k'] })
  assert.equal(
    dev?.nodes.map(({ source, destination, file }) => [source, destination, file]),
    ['null', 'zero', 'full', 'random', 'urandom', 'tty'].map(name => [`/dev/${name}`, `/dev/${name}`, true]),
  )
  assert.equal(new Set(dev?.nodes.map(({ copy }) => copy)).size, 6)
  assert.is(dev?.flags, MS_NOSUID)
  assert.is(dev?.sealed, true)
  assert.equal(one({ destination: '/dev', source: '/dev', options: ['rbind'] })?.nodes, [])
  assert.equal(one({ destination: '/dev/shm', type: 'tmpfs' })?.nodes, [])
})

test("the OCI's word for the cgroup file system", () => {
  assert.is(one({ destination: '/sys/fs/cgroup', type: 'cgroup', source: 'cgroup' })?.type, 'cgroup2')
})

test('a config that cannot work is told in a line that names the mount', () => {
  const proc = { destination: '/proc', type: 'proc' }
  for (const [mounts, namespaces, message] of [
    [[proc], [], /^mounts: without a mount namespace .*; add one to linux\.namespaces$/],
    [[proc], [{ type: 'mount', path: '/proc/7/ns/mnt' }], /^mounts: .* \/proc\/7\/ns\/mnt, .*leave out the path/],
    [[proc, { destination: '', type: 'proc' }], undefined, /^mounts\[1\] : a mount needs a destination/],
    [
      [{ destination: '/a', type: 'bind', source: '/' }],
      undefined,
      /^mounts\[0\] \/a: the type "bind" says nothing; put/,
    ],
    [[{ destination: '/a' }], undefined, /^mounts\[0\] \/a: give it a type/],
    [[{ destination: '/a', options: ['bind'] }], undefined, /^mounts\[0\] \/a: a bind mount needs a source/],
    [[{ destination: '/a', source: 'nothing', options: ['bind'] }], undefined, /\/nothing is not there on the host/],
    [[{ destination: '/a', source: '/', options: ['bind', 'readonly'] }], undefined, /: readonly: no option of a bind/],
  ] as [Mount[], Namespace[] | undefined, RegExp][]) {
    assert.throws(() => planned(container(mounts, namespaces)), message)
  }
  assert.equal(planned(container([], [])), [], 'without mounts nothing is asked for')
})

test.run()
