// Our archives are read by GNU tar, and those of GNU tar by us.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Entry, entry, type Packed } from './entry.ts'
import { read } from './read.ts'
import { written } from './write.ts'

const folder = mkdtempSync(join(tmpdir(), 'congo-tar-'))
test.after(() => rmSync(folder, { recursive: true }))

const content = (text: string) => ({ size: Buffer.byteLength(text), content: [Buffer.from(text)] })

async function bytesOf(entries: Iterable<Packed>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of written(entries)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function all(bytes: Iterable<Uint8Array>): Promise<(Entry & { text: string })[]> {
  const found = []
  for await (const { content, ...rest } of read(bytes)) {
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(piece)
    found.push({ ...rest, text: Buffer.concat(pieces).toString('latin1') })
  }
  return found
}

/** In pieces of so many bytes. */
function* cut(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const LONG = `${'long/'.repeat(60)}name`
const CAPABILITY = Buffer.from('0100000200040000000000000000000000000000', 'hex')
const ENTRIES = [
  entry('folder', 'directory', { mode: 0o1777, uid: 3_000_000, gid: 2 ** 31 }),
  entry('folder/a', 'file', { mode: 0o4755, mtime: 1.5, ...content('hello') }),
  entry('folder/ä', 'file', { mtime: -5, ...content('') }),
  entry(LONG, 'file', content('x'.repeat(513))),
  entry('to', 'symlink', { target: LONG }),
  entry('b', 'link', { target: 'folder/a' }),
  entry('null', 'character', { device: [1, 3] }),
  entry('pipe', 'fifo'),
  entry('ping', 'file', { attributes: new Map([['security.capability', CAPABILITY]]), ...content('p') }),
]

test('what was written is read again, in pieces of any size', async () => {
  const bytes = await bytesOf(ENTRIES)
  const expected = ENTRIES.map(({ content, ...rest }) => ({
    ...rest,
    text: [...(content as Iterable<Buffer>)].join(''),
  }))
  for (const size of [bytes.length, 512, 100, 7]) assert.equal(await all(cut(bytes, size)), expected, `${size}`)
})

test('an archive is read to its end, whatever comes after it: its digest is that of all bytes', async () => {
  const bytes = Buffer.concat([await bytesOf(ENTRIES), Buffer.alloc(9 * 1024)])
  let taken = 0
  const counted = function* () {
    for (const piece of cut(bytes, 512)) {
      taken += piece.length
      yield piece
    }
  }
  await all(counted())
  assert.is(taken, bytes.length)
})

test('GNU tar reads what was written', async () => {
  const file = join(folder, 'ours.tar')
  writeFileSync(file, await bytesOf(ENTRIES))
  const list = execFileSync('tar', ['--numeric-owner', '-tvf', file], { encoding: 'utf8' }).split('\n')
  assert.match(list[0] ?? '', /^drwxrwxrwt 3000000\/2147483648 +0 1970-01-01 .* folder\/?$/)
  assert.match(list[1] ?? '', /^-rwsr-xr-x 0\/0 +5 .* folder\/a$/)
  assert.match(list[2] ?? '', /1969-12-31 .* folder\/(?:\\303\\244|ä)$/)
  assert.ok(list[3]?.endsWith(LONG))
  assert.ok(list[4]?.endsWith(`to -> ${LONG}`))
  assert.match(list[5] ?? '', /b link to folder\/a$/)
  assert.match(list[6] ?? '', /^crw-r--r-- 0\/0 +1,3 /)
  assert.match(list[7] ?? '', /^prw/)
})

for (const format of ['gnu', 'pax', 'ustar', 'v7', 'oldgnu']) {
  test(`an archive of GNU tar is read: ${format}`, async () => {
    const source = join(folder, format)
    const name = format === 'v7' || format === 'ustar' ? 'short' : LONG.replaceAll('long/', 'deep-')
    execFileSync('mkdir', ['-p', join(source, 'a')])
    execFileSync('truncate', ['-s', '1M', join(source, 'holes')])
    writeFileSync(join(source, 'holes'), 'data', { flag: 'r+' })
    for (let at = 0; at < 40; at++) {
      execFileSync(
        'dd',
        [`of=${source}/holes`, 'bs=4096', `seek=${at * 3}`, 'conv=notrunc', 'count=1', 'if=/etc/passwd'],
        {
          stdio: 'ignore',
        },
      )
    }
    writeFileSync(join(source, 'a', name.slice(0, 200)), 'text')
    execFileSync('ln', ['-s', 'a', join(source, 'to')])
    const sparse = format === 'v7' || format === 'ustar' ? [] : ['-S']
    const bytes = execFileSync('tar', [...sparse, '--format', format, '--sort=name', '-C', source, '-cf', '-', '.'], {
      maxBuffer: 2 ** 22,
    })
    const found = await all([bytes])
    assert.equal(
      found.map(({ path, kind }) => [path, kind]),
      [
        ['.', 'directory'],
        ['./a', 'directory'],
        [`./a/${name.slice(0, 200)}`, 'file'],
        ['./holes', 'file'],
        ['./to', 'symlink'],
      ],
    )
    assert.is(found[2]?.text, 'text')
    const holes = readFileSync(join(source, 'holes'))
    assert.is(found[3]?.size, holes.length)
    assert.ok(Buffer.from(found[3]?.text ?? '', 'latin1').equals(holes))
    assert.is(found[4]?.target, 'a')
  })
}

test('what is no archive is refused in one line, wherever it is cut or damaged', async () => {
  const bytes = await bytesOf(ENTRIES)
  const error = async (damaged: Buffer) =>
    all([damaged]).then(
      () => undefined,
      ({ message }: Error) => message,
    )
  for (let size = 1; size < bytes.length - 1024; size += 97) {
    const said = await error(bytes.subarray(0, size))
    assert.ok(said === undefined || /^[^\n]+$/.test(said), said)
    if (size % 512 !== 0) assert.ok(said !== undefined, `cut at ${size}`)
  }
  assert.match((await error(Buffer.alloc(512, 'x'))) ?? '', /no tar archive/)
  for (let at = 0; at < 2048; at += 11) {
    const damaged = Buffer.from(bytes)
    damaged[at] = (damaged[at] ?? 0) ^ 0xff
    const said = await error(damaged)
    assert.ok(said === undefined || /^[^\n]+$/.test(said), said)
  }
})

test.run()
