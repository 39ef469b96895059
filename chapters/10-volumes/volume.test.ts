import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  AT_RECURSIVE,
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_RDONLY,
  MS_PRIVATE,
  MS_SHARED,
  MS_SLAVE,
} from '#native'
import type { Container, Mount } from '../container.ts'
import { checkProc, readVolume, takenOver } from './volume.ts'

const container: Container = {
  id: 'test',
  bundle: import.meta.dirname,
  config: { ociVersion: '1.2.0', process: { args: [], env: [], cwd: '/' } },
}
const read = (m: Mount) => readVolume(container, m, 'mounts[0]')
const bind = (...options: string[]): Mount => ({ destination: '/data', source: '/etc', options: ['rbind', ...options] })

test('from the first volume on, all mounts are taken over, in their order', () => {
  const [proc, data, tmp, named]: Mount[] = [
    { destination: '/proc', type: 'proc' },
    { destination: '/data', source: '/etc', options: ['bind'] },
    { destination: '/data/tmp', type: 'tmpfs' },
    { destination: '/named', type: 'volume', source: 'x' },
  ] as const
  assert.equal(takenOver([proc, data, tmp, named] as Mount[]), [data, tmp, named])
  assert.equal(takenOver([proc, tmp, named] as Mount[]), [named])
  assert.equal(takenOver([proc, tmp] as Mount[]), [])
})

test('a copy of the host', () => {
  const { kind, source, destination, file, recursive } = read({ ...bind(), destination: '/a/./b/../c/' })
  assert.equal({ kind, source, destination, file, recursive }, {
    kind: 'copy',
    source: '/etc',
    destination: '/a/c',
    file: false,
    recursive: AT_RECURSIVE,
  } as const)
  const own = read({ destination: '/f', source: 'volume.test.ts', options: ['bind'] })
  assert.equal([own.file, own.recursive], [true, 0])
  assert.is(own.source, import.meta.filename)
})

test('options hold for all of a volume, with an r in front or not', () => {
  assert.equal(read(bind('ro', 'rnodev')).attributes, { set: MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV, clear: 0 })
  assert.equal(read(bind('rro')).attributes, { set: MOUNT_ATTR_RDONLY, clear: 0 })
  assert.equal(read(bind('noatime')).attributes, { set: MOUNT_ATTR_NOATIME, clear: MOUNT_ATTR__ATIME })
  assert.equal(read(bind('rw')).attributes, { set: 0, clear: 0 }, 'what is read-only on the host stays so')
  assert.equal(read(bind()).propagation, [MS_PRIVATE])
  assert.equal(read(bind('rslave', 'shared')).propagation, [MS_SLAVE, MS_SHARED])
})

test('a volume by name', () => {
  const { kind, source, named, file } = read({ destination: '/data', type: 'volume', source: 'web.1' })
  assert.equal([kind, source, named, file], ['copy', '/var/lib/congo/volumes/web.1', true, false])
  for (const source of ['', '.', '..', 'a/b', '-a', '.hidden', 'a b', 'a\n', 'x'.repeat(129), 'ä']) {
    assert.throws(() => read({ destination: '/data', type: 'volume', source }), /is no name of a volume/, source)
  }
})

test('a file system of its own', () => {
  const { kind, type, source, data } = read({ destination: '/t', type: 'tmpfs', options: ['size=1m', 'sync'] })
  assert.equal([kind, type, source, data], ['fresh', 'tmpfs', 'tmpfs', ['size=1m', 'sync']])
  assert.is(read({ destination: '/c', type: 'cgroup' }).type, 'cgroup2')
  const { nodes } = read({ destination: '/dev', type: 'tmpfs' })
  assert.equal(nodes[0]?.destination, '/dev/null')
  assert.ok(nodes.every(({ kind, file }) => kind === 'copy' && file))
  const dev = read({ destination: '/dev', type: 'tmpfs', options: ['ro'] })
  assert.equal([dev.sealed, dev.attributes.set], [true, 0], 'read-only when it is furnished')
  assert.not.ok(read({ destination: '/t', type: 'tmpfs', options: ['ro'] }).sealed)
})

test('what cannot be a volume is refused in one line that names it', () => {
  const REFUSED: [Mount, RegExp][] = [
    [{ ...bind(), destination: 'data' }, /^mounts\[0\] data: the destination has to be an absolute path/],
    [{ ...bind(), destination: '/x/..' }, /below \/$/],
    [{ destination: '/data', options: ['bind'] }, /^mounts\[0\] \/data: a bind mount needs a source/],
    [{ ...bind(), source: '/no/such' }, /its source \/no\/such is not there/],
    [bind('size=1m', 'rox'), /size=1m, rox: no option of a volume/],
    [bind('remount'), /remount: give these options to the volume itself/],
    [{ destination: '/data' }, /give it a type/],
    [{ ...bind(), destination: '/proc/sys' }, /nothing but a proc may be mounted at \/proc/],
  ]
  for (const [m, message] of REFUSED) assert.throws(() => read(m), message)
})

test('/proc is for a proc', () => {
  for (const destination of ['/proc', '/proc/', '//proc/1', '/a/../proc/cpuinfo', 'proc'])
    assert.throws(() => checkProc({ destination, type: 'tmpfs' }, ''), /nothing but a proc/, destination)
  assert.throws(() => checkProc({ destination: '/proc/x', type: 'proc' }, ''), /nothing but a proc/)
  checkProc({ destination: '/proc', type: 'proc' }, '')
  checkProc({ destination: '/process' }, '')
})

test.run()
