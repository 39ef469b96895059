import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Config } from '../config.ts'
import { checkOwn, groupOf, parentsOf, placeOf } from './group.ts'

const of = (linux?: Config['linux']) =>
  groupOf({
    id: 'web',
    bundle: '/nowhere',
    config: { ociVersion: '1.2.0', process: { args: ['x'], env: [], cwd: '/' }, ...(linux ? { linux } : {}) },
  })

test('a container has a group where its config has to do with one', () => {
  assert.is(of(), undefined)
  assert.is(of({ namespaces: [{ type: 'pid' }, { type: 'cgroup', path: '/proc/1/ns/cgroup' }] }), undefined)
  assert.is(of({ namespaces: [{ type: 'cgroup' }] }), '/congo/web')
  assert.is(of({ resources: {} }), '/congo/web')
  assert.is(of({ cgroupsPath: '/a/b' }), '/a/b')
  assert.is(of({ cgroupsPath: 'pod/web' }), '/congo/pod/web')
})

test('no path leads above the visible root', () => {
  assert.is(of({ cgroupsPath: '/../../etc' }), '/etc')
  assert.is(of({ cgroupsPath: '../../../x' }), '/x')
  assert.is(placeOf('/a', 'pids.max'), '/sys/fs/cgroup/a/pids.max')
})

test('the groups above, from the root down', () => {
  assert.equal(parentsOf('/a'), ['/'])
  assert.equal(parentsOf('/a/b/c'), ['/', '/a', '/a/b'])
})

test("everybody's group is nobody's", () => {
  for (const path of ['/', '', '..', '/congo', '.']) {
    assert.throws(() => checkOwn(of({ cgroupsPath: path }) ?? ''), /this is everybody's group|no cgroup v2 is mounted/)
  }
})

test.run()
