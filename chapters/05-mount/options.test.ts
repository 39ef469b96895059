import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as k from '#native'
import { parseOptions } from './options.ts'

const flags = (...words: string[]) => parseOptions(words).flags
const changes = (...words: string[]) => parseOptions(words).changes

test('no options, and those that say nothing', () => {
  const none = { flags: 0, changes: [], propagation: [], data: null, vain: [] }
  assert.equal(parseOptions(), none)
  assert.equal(parseOptions([]), none)
  assert.equal(parseOptions(['defaults', 'async', 'loud', 'nomand', 'noiversion', 'nolazytime']), none)
})

test('attributes, for mount(2) and for mount_setattr(2)', () => {
  for (const [word, flag, attribute] of [
    ['ro', k.MS_RDONLY, k.MOUNT_ATTR_RDONLY],
    ['nosuid', k.MS_NOSUID, k.MOUNT_ATTR_NOSUID],
    ['nodev', k.MS_NODEV, k.MOUNT_ATTR_NODEV],
    ['noexec', k.MS_NOEXEC, k.MOUNT_ATTR_NOEXEC],
    ['nosymfollow', k.MS_NOSYMFOLLOW, k.MOUNT_ATTR_NOSYMFOLLOW],
    ['nodiratime', k.MS_NODIRATIME, k.MOUNT_ATTR_NODIRATIME],
  ] as const) {
    assert.is(flags(word), flag, word)
    assert.equal(changes(word), [{ clear: 0, set: attribute, recursive: 0 }], word)
    assert.equal(changes(`r${word}`), [{ clear: 0, set: attribute, recursive: k.AT_RECURSIVE }], `r${word}`)
    assert.is(flags(`r${word}`), flag, `below a fresh file system there is nothing: r${word}`)
  }
})

test('their opposites clear, and the last word counts', () => {
  for (const [word, opposite, attribute] of [
    ['ro', 'rw', k.MOUNT_ATTR_RDONLY],
    ['nosuid', 'suid', k.MOUNT_ATTR_NOSUID],
    ['nodev', 'dev', k.MOUNT_ATTR_NODEV],
    ['noexec', 'exec', k.MOUNT_ATTR_NOEXEC],
    ['nosymfollow', 'symfollow', k.MOUNT_ATTR_NOSYMFOLLOW],
    ['nodiratime', 'diratime', k.MOUNT_ATTR_NODIRATIME],
  ] as const) {
    assert.is(flags(word, opposite), 0, opposite)
    assert.equal(changes(opposite), [{ clear: attribute, set: 0, recursive: 0 }], opposite)
    assert.equal(changes(word, opposite), changes(opposite), opposite)
    assert.equal(changes(opposite, word), changes(word), word)
    assert.equal(changes(`r${opposite}`), [{ clear: attribute, set: 0, recursive: k.AT_RECURSIVE }], `r${opposite}`)
  }
  assert.is(flags('sync', 'async', 'dirsync'), k.MS_DIRSYNC)
})

test('times of access are one field: what fills it clears the rest', () => {
  const all = k.MOUNT_ATTR__ATIME
  for (const [word, flag, attribute] of [
    ['noatime', k.MS_NOATIME, k.MOUNT_ATTR_NOATIME],
    ['strictatime', k.MS_STRICTATIME, k.MOUNT_ATTR_STRICTATIME],
    ['relatime', k.MS_RELATIME, k.MOUNT_ATTR_RELATIME],
    ['atime', 0, k.MOUNT_ATTR_RELATIME],
    ['nostrictatime', 0, k.MOUNT_ATTR_RELATIME],
    ['norelatime', 0, k.MOUNT_ATTR_RELATIME],
  ] as const) {
    assert.is(flags('noatime', 'strictatime', word), flag, word)
    assert.equal(changes('noatime', word), [{ clear: all, set: attribute, recursive: 0 }], word)
  }
  assert.equal(changes('ratime'), [{ clear: all, set: 0, recursive: k.AT_RECURSIVE }])
  assert.equal(changes('noatime', 'nodiratime', 'ro'), [
    {
      clear: all,
      set: k.MOUNT_ATTR_NOATIME | k.MOUNT_ATTR_NODIRATIME | k.MOUNT_ATTR_RDONLY,
      recursive: 0,
    },
  ])
})

test('a mount and what lies below it are changed by two calls', () => {
  assert.equal(changes('rro', 'nosuid', 'rnoexec'), [
    { clear: 0, set: k.MOUNT_ATTR_NOSUID, recursive: 0 },
    { clear: 0, set: k.MOUNT_ATTR_RDONLY | k.MOUNT_ATTR_NOEXEC, recursive: k.AT_RECURSIVE },
  ])
})

test('bind, rbind and remount', () => {
  assert.is(flags('bind'), k.MS_BIND)
  assert.is(flags('rbind'), k.MS_BIND | k.MS_REC)
  assert.is(flags('remount', 'ro'), k.MS_REMOUNT | k.MS_RDONLY)
  assert.equal(changes('rbind'), [])
})

test('propagation: a call for each word, in their order', () => {
  const { propagation, flags } = parseOptions(['unbindable', 'rshared', 'private', 'slave'])
  assert.equal(propagation, [
    k.MS_UNBINDABLE,
    k.MS_SHARED | k.MS_REC,
    k.MS_PRIVATE,
    k.MS_SLAVE | k.MS_REC, // what lies below a slave is none of the host's business either
  ])
  assert.is(flags, 0)
  assert.equal(parseOptions(['runbindable', 'rprivate', 'rslave', 'shared']).propagation, [
    k.MS_UNBINDABLE | k.MS_REC,
    k.MS_PRIVATE | k.MS_REC,
    k.MS_SLAVE | k.MS_REC,
    k.MS_SHARED,
  ])
})

test('every other word is for the file system', () => {
  const { data, flags } = parseOptions(['size=64k', 'ro', 'mode=755', 'newinstance', 'constructor', 'rsize=8'])
  assert.is(data, 'size=64k,mode=755,newinstance,constructor,rsize=8')
  assert.is(flags, k.MS_RDONLY)
})

test('what a bind mount cannot change is told', () => {
  assert.equal(parseOptions(['bind', 'ro', 'async', 'sync', 'size=1m', 'readonly']).vain, [
    'sync',
    'size=1m',
    'readonly',
  ])
  assert.is(
    flags('lazytime', 'mand', 'iversion', 'silent'),
    k.MS_LAZYTIME | k.MS_MANDLOCK | k.MS_I_VERSION | k.MS_SILENT,
  )
})

test.run()
