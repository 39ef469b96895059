import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Container, IdMapping, Namespace } from '../container.ts'
import { checkMap, readMaps } from './maps.ts'

const range = (containerID: number, hostID: number, size: number): IdMapping => ({ containerID, hostID, size })

function maps(namespaces: Namespace[], uidMappings?: IdMapping[], gidMappings?: IdMapping[]) {
  const linux = { namespaces, ...(uidMappings && { uidMappings }), ...(gidMappings && { gidMappings }) }
  const config = { ociVersion: '1.2.0', process: { args: [], env: [], cwd: '/' }, linux }
  return readMaps({ id: 'x', bundle: '/', config } satisfies Container)
}

test('a config without a user namespace has none', () => {
  assert.is(maps([{ type: 'pid' }]), undefined)
  assert.throws(() => maps([], [range(0, 0, 1)]), /^linux.uidMappings: only a user namespace has maps; add one/)
  assert.throws(() => maps([], [], [range(0, 0, 1)]), /^linux.gidMappings: only/)
})

test('one that exists brings its own', () => {
  const user = { type: 'user', path: '/proc/7/ns/user' } as const
  assert.is(maps([user, { type: 'mount' }, { type: 'network', path: '/proc/7/ns/net' }]), undefined)
  assert.throws(() => maps([user], [range(0, 0, 1)]), /^linux.uidMappings: \/proc\/7\/ns\/user has its maps already/)
  assert.throws(() => maps([user, { type: 'pid' }]), /a new pid namespace would belong to the host's/)
  assert.throws(() => maps([user, { type: 'network' }]), /a new network namespace would/)
})

test('a new one needs both', () => {
  assert.throws(() => maps([{ type: 'user' }]), /^linux.uidMappings: a new user namespace maps no id/)
})

const refused = (map: IdMapping[], message: RegExp) =>
  assert.throws(
    () =>
      checkMap('uids', map, [
        [0, 1000],
        [1000, 64536],
      ]),
    message,
  )

test('what the kernel would refuse with EINVAL or EPERM', () => {
  checkMap('uids', [range(0, 1000, 1000), range(1000, 500, 1), range(65534, 3000, 1)], [[0, 65536]])
  refused([], /^uids: a new user namespace maps no id by itself, and all would be nobody's; give a range$/)
  refused([range(0, 0, 0)], /^uids\[0\] \(0 0 0\): three whole numbers from 0 to 4294967294, and a size of 1 or more$/)
  refused([range(0, -1, 1)], /\(0 -1 1\): three whole numbers/)
  refused([range(0, 0.5, 1)], /three whole numbers/)
  refused([range(0, 4294967290, 6)], /\(0 4294967290 6\): it goes beyond 4294967294, the last id$/)
  refused([range(0, 0, 10), range(9, 100, 1)], /^uids\[1\] \(9 100 1\): it overlaps with \(0 0 10\); an id has one/)
  refused([range(0, 0, 10), range(20, 9, 1)], /overlaps/)
  refused(
    [range(0, 65530, 10)],
    /: of the host's ids only 0 to 999, 1000 to 65535 can be handed on; choose among them$/,
  )
  refused([range(0, 999, 2)], /can be handed on/) // the kernel wants a range to lie in one of those around it
  refused([range(1, 1, 1)], /^uids: no range has the container's 0/)
  const many = Array.from({ length: 341 }, (_, i) => range(i, i, 1))
  refused(many, /^uids: 341 ranges, and the kernel takes 340$/)
  checkMap('uids', many.slice(1).with(0, range(0, 0, 1)), [[0, 1000]])
})

test.run()
