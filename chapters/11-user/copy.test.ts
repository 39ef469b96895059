import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { block, lgetxattr, lsetxattr, run, StepError } from '#native'
import { copyTree } from './copy.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-copy-'))
const [from, to] = [join(folder, 'from'), join(folder, 'to')]
test.after(() => rmSync(folder, { recursive: true }))

mkdirSync(join(from, 'etc'), { recursive: true })
writeFileSync(join(from, 'etc/passwd'), 'text')
writeFileSync(join(from, 'program'), 'code')
chmodSync(join(from, 'program'), 0o6755)
chmodSync(join(from, 'etc'), 0o1777)
linkSync(join(from, 'program'), join(from, 'second'))
symlinkSync('/nowhere', join(from, 'link'))
execFileSync('mkfifo', [join(from, 'fifo')])
utimesSync(join(from, 'etc'), 1000, 2000)

const root = process.getuid?.() === 0
const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
const asked: string[] = []

copyTree(from, to, (path, old) => {
  asked.push(path.slice(from.length))
  return root ? [old.uid + 1000, old.gid + 2000] : [uid, gid]
})

test('files, folders, links and nothing else', () => {
  assert.equal(readdirSync(to).sort(), ['etc', 'link', 'program', 'second'])
  assert.is(readFileSync(join(to, 'etc/passwd'), 'utf8'), 'text')
  assert.is(readlinkSync(join(to, 'link')), '/nowhere')
  assert.is(lstatSync(join(to, 'program')).ino, lstatSync(join(to, 'second')).ino)
  assert.equal(asked.sort(), ['', '/etc', '/etc/passwd', '/fifo', '/link', '/program']) // a second name is the same file
})

test('rights and times are kept, owners are new, of links as well', () => {
  assert.is(lstatSync(join(to, 'program')).mode & 0o7777, 0o6755)
  assert.is(lstatSync(join(to, 'etc')).mode & 0o7777, 0o1777)
  assert.is(lstatSync(join(to, 'etc')).mtimeMs, 2_000_000)
  for (const name of ['', 'etc', 'etc/passwd', 'link', 'program']) {
    const stat = lstatSync(join(to, name))
    assert.equal([stat.uid, stat.gid], root ? [uid + 1000, gid + 2000] : [uid, gid], name)
  }
})

test('attributes of users are kept', () => {
  const [source, target] = [join(folder, 'layer'), join(folder, 'copy')]
  mkdirSync(source)
  try {
    run(lsetxattr(source, 'user.overlay.opaque', 'y'))
  } catch (error) {
    if (error instanceof StepError && error.errno === 'EOPNOTSUPP') return // a tmpfs before Linux 6.6
    throw error
  }
  copyTree(source, target, () => [uid, gid])
  const value = block(8)
  assert.is(run(lgetxattr(target, 'user.overlay.opaque', value)), 1)
  assert.is(value.bytes[0], 'y'.charCodeAt(0))
})

test('what exists is not overwritten, and who has no owner is not copied', () => {
  assert.throws(() => copyTree(from, to, () => [uid, gid]), /EEXIST/)
  const none = join(folder, 'none')
  assert.throws(
    () =>
      copyTree(from, none, path => {
        throw new Error(`${path}: nobody`)
      }),
    /from: nobody/,
  )
  assert.throws(() => lstatSync(none), /ENOENT/)
})

test.run()
