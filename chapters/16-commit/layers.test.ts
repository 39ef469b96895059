// Layers there and back, on files of our own: packed from a folder, unpacked into another. Attacks are in the chapter's checks.
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { admit, changes, pack, unpack } from '#mechanisms/16-commit'
import { AT_FDCWD, lsetxattr, mknodat, run, S_IFCHR } from '#native'
import { attributesOf } from './attributes.ts'
import { blobOf } from './blobs.ts'
import { decompress } from './decompress.ts'
import { describe } from './oci.ts'
import { entry, type Packed } from './tar/entry.ts'
import { written } from './tar/write.ts'

const top = mkdtempSync(join(tmpdir(), 'congo-layers-'))
test.after(() => rmSync(top, { recursive: true, force: true }))
let folders = 0
const fresh = () => {
  const folder = join(top, String(++folders))
  mkdirSync(folder)
  return folder
}
const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
const own = (each: Packed): Packed => ({ ...each, uid, gid })
const file = (path: string, text = 'text') =>
  own(entry(path, 'file', { size: Buffer.byteLength(text), content: [Buffer.from(text)] }))
const words = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8')
const unpackAll = (folder: string, entries: readonly Packed[]) =>
  unpack(folder, written(entries.map(own)), { bytes: 2 ** 20, entries: 20 })
const refusal = (folder: string, entries: readonly Packed[]) =>
  unpackAll(folder, entries).then(
    () => 'nothing',
    ({ message }: Error) => message,
  )

test('a layer comes back as it was: kinds, rights, times, names of one file, holes, attributes, whiteouts', async () => {
  const [from, to, images] = [fresh(), fresh(), fresh()]
  mkdirSync(join(from, 'a/b'), { recursive: true })
  writeFileSync(join(from, 'a/b/file'), 'text')
  chmodSync(join(from, 'a/b/file'), 0o4751)
  linkSync(join(from, 'a/b/file'), join(from, 'a/other'))
  symlinkSync('/etc/passwd', join(from, 'a/to'))
  writeFileSync(join(from, 'holes'), 'x')
  truncateSync(join(from, 'holes'), 2 ** 22)
  run(lsetxattr(join(from, 'holes'), 'user.note', Buffer.from([0xff, 0, 1])))
  run(mknodat(AT_FDCWD, join(from, 'a/gone'), S_IFCHR, 0))
  mkdirSync(join(from, 'new'))
  run(lsetxattr(join(from, 'new'), 'user.overlay.opaque', 'y'))
  writeFileSync(join(from, 'new/file'), '')
  utimesSync(join(from, 'a'), 1000, 2000)
  const { layer, diffId } = await pack(images, changes(from))
  const blob = readFileSync(blobOf(images, layer.digest))
  assert.is(layer.size, blob.length)
  assert.is.not(diffId, layer.digest)
  await unpack(to, decompress(Readable.from([blob])))
  assert.equal(readdirSync(to, { recursive: true }).sort(), readdirSync(from, { recursive: true }).sort())
  assert.is(statSync(join(to, 'a/b/file')).mode & 0o7777, 0o4751)
  assert.is(statSync(join(to, 'a/b/file')).ino, statSync(join(to, 'a/other')).ino)
  assert.is(statSync(join(to, 'a')).mtimeMs, 2_000_000)
  assert.is(statSync(join(to, 'holes')).size, 2 ** 22)
  assert.ok(statSync(join(to, 'holes')).blocks < 100)
  assert.equal([...(attributesOf(join(to, 'holes')).attributes.get('user.note') ?? [])], [0xff, 0, 1])
  const gone = lstatSync(join(to, 'a/gone'))
  assert.ok(gone.isCharacterDevice() && gone.rdev === 0)
  assert.ok(attributesOf(join(to, 'new')).isOpaque)
})

test('a further name of a file says of it what the first one says: podman takes the last word', () => {
  const from = fresh()
  writeFileSync(join(from, 'one'), 'text')
  chmodSync(join(from, 'one'), 0o4751)
  run(lsetxattr(join(from, 'one'), 'user.note', 'x'))
  utimesSync(join(from, 'one'), 1000, 2000)
  linkSync(join(from, 'one'), join(from, 'two'))
  const [one, two] = [...changes(from, () => [7, 8])].map(({ mode, uid, gid, mtime, attributes }) => {
    return { mode, uid, gid, mtime, attributes: [...attributes.keys()] }
  })
  assert.equal(one, { mode: 0o4751, uid: 7, gid: 8, mtime: 2000, attributes: ['user.note'] })
  assert.equal(two, one)
})

test('names that no layer can have are named', () => {
  for (const [name, said] of [
    [Buffer.from([0x66, 0xe4]), /this name is not UTF-8/],
    [Buffer.from('.wh.x'), /with \.wh\. first/],
  ] as const) {
    const from = fresh()
    mkdirSync(join(from, 'a'))
    writeFileSync(Buffer.concat([Buffer.from(`${from}/a/`), name]), '')
    assert.throws(
      () => [...changes(from)],
      (error: Error) => said.test(error.message) && error.message.startsWith('"a/'),
    )
  }
})

test('nothing is put outside the layer, whatever the names and links of an archive are', async () => {
  const outside = fresh()
  writeFileSync(join(outside, 'file'), 'outside')
  const link = (path: string, target: string) => entry(path, 'symlink', { target })
  for (const [entries, said] of [
    [[file('../up')], /"\.\." leads out/],
    [[file('a/../../up')], /"\.\." leads out/],
    [[entry('x', 'link', { target: '../../etc/passwd' })], /"\.\." leads out/],
    [[entry('x', 'link', { target: join(outside, 'file') })], /^"x": openat2\(.*\): ENOENT$/],
    [[link('out', outside), entry('x', 'link', { target: 'out/file' })], /ENOENT/],
    [[file('a/.wh...')], /takes away no name/],
    [[file('.wh..')], /takes away no name/],
    [[file('a/.wh.')], /takes away no name/],
    [[own(entry('.', 'symlink', { target: '/' }))], /root of a layer/],
    [[file('big', 'x'.repeat(2 ** 20 + 1))], /more than 1048576 bytes/],
    [Array.from({ length: 21 }, (_, i) => file(`f${i}`)), /or 20 entries/],
    [[link('out', '/proc/self/root'), file('out/x')], /^"out\/x": EEXIST: file already exists$/],
  ] as const) {
    assert.match(await refusal(fresh(), entries), said, JSON.stringify(entries.map(({ path }) => path)))
  }
  // These are well, and stay inside.
  const folder = fresh()
  await unpackAll(folder, [
    entry('out', 'directory'),
    file('/absolute'),
    link('link', '/out'),
    file('link/inside'),
    link('file', join(outside, 'file')),
    file('file', 'replaced'),
    file('./dot/./made'),
    link('to', '../../../../../../out'),
    file('to/clamped'),
    entry('kind', 'directory'),
    entry('kind/inner', 'directory'),
    file('kind', 'of another kind'),
  ])
  assert.is(words(folder, 'absolute'), 'text')
  assert.is(words(folder, 'out/inside'), 'text')
  assert.is(words(folder, 'out/clamped'), 'text')
  assert.is(words(folder, 'file'), 'replaced')
  assert.is(words(folder, 'dot/made'), 'text')
  assert.is(words(folder, 'kind'), 'of another kind')
  assert.is(words(outside, 'file'), 'outside')
  assert.equal(readdirSync(outside), ['file'])
})

test('whiteouts are of lower layers: what the layer itself has stays', async () => {
  const folder = fresh()
  await unpackAll(folder, [
    file('a'),
    file('.wh.a'),
    file('.wh.b'),
    file('b', 'new'),
    file('.wh.c'),
    entry('c', 'directory'),
    file('d/.wh..wh..opq'),
    file('.wh..wh.plnk'),
  ])
  assert.equal(readdirSync(folder).sort(), ['a', 'b', 'c', 'd'])
  assert.is(words(folder, 'b'), 'new')
  assert.ok(attributesOf(join(folder, 'c')).isOpaque)
  assert.ok(attributesOf(join(folder, 'd')).isOpaque)
})

test('a blob is what its digest says, and an interrupted one goes on', async () => {
  const images = fresh()
  const bytes = Buffer.from('x'.repeat(1000))
  const wanted = describe('text/plain', bytes)
  const asked: number[] = []
  const from = (source: Buffer, end: number) => (at: number) => {
    asked.push(at)
    return Readable.from(
      (async function* () {
        yield source.subarray(at, end)
        if (end < source.length) throw new Error('the line is cut')
      })(),
    )
  }
  assert.match(await admit(images, wanted, from(bytes, 400)).catch(({ message }) => message), /line is cut/)
  await admit(images, wanted, from(bytes, 1000))
  await admit(images, wanted, from(bytes, 1000))
  assert.equal(asked, [0, 400])
  assert.ok(readFileSync(blobOf(images, wanted.digest)).equals(bytes))
  const other = describe('text/plain', Buffer.from('y'.repeat(1000)))
  assert.match(await admit(images, other, from(bytes, 1000)).catch(({ message }) => message), /^what should be sha256:/)
  const long = describe('text/plain', 'z')
  assert.match(await admit(images, long, from(bytes, 1000)).catch(({ message }) => message), /more than 1 bytes/)
  assert.equal(
    readdirSync(join(images, 'blobs/sha256')).filter(name => !name.endsWith('.part')),
    [wanted.digest.slice(7)],
  )
})

test('archives are told by what they are', async () => {
  const text = Buffer.from('hello')
  for (const packed of [text, gzipSync(text), Buffer.concat([gzipSync('hel'), gzipSync('lo')])]) {
    const pieces: Uint8Array[] = []
    for await (const piece of decompress(Readable.from(Array.from(packed, byte => Buffer.from([byte])))))
      pieces.push(piece)
    assert.equal(Buffer.concat(pieces), text)
  }
  const cut = decompress(Readable.from([gzipSync(Buffer.alloc(10_000)).subarray(0, 20)]))
  assert.match(
    await cut
      .next()
      .then(() => cut.next())
      .then(
        () => 'nothing',
        ({ message }) => message,
      ),
    /unexpected end/,
  )
})

test.run()
