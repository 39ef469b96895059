// Reads a tar archive: the formats ustar and GNU, with pax records. Whatever is in it, memory stays small.
import { BLOCK, type Entry, FLAGS, type Kind, type Packed, rest } from './entry.ts'
import { number, untilZero, whole } from './number.ts'
import { Source } from './source.ts'
import { type Piece, readMap, readOldMap, spread } from './sparse.ts'

const KINDS = new Map<string, Kind>(Object.entries(FLAGS).map(([kind, flag]) => [flag, kind as Kind]))
KINDS.set('\0', 'file').set('7', 'file').set('S', 'file')

/** Longest name, and longest list of attributes, in bytes: the kernel's largest attribute is 64 KiB. */
const LONGEST = 1024 * 1024

/**
 * The entries of an archive. The content of one that nobody has read is skipped. Throws an Error of one line where it is no
 * archive, or ends too early.
 */
export async function* read(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Packed> {
  await using source = new Source(bytes)
  const global = new Map<string, Uint8Array>()
  let own = new Map<string, Uint8Array>()
  for (;;) {
    const block = await source.some(BLOCK)
    if (block.length === 0 || block.every(byte => byte === 0)) return source.toEnd()
    if (block.length < BLOCK) throw new Error('the archive ends in the middle of a header')
    const { flag, ...plain } = header(block)
    if (flag === 'x' || flag === 'g' || flag === 'L' || flag === 'K') {
      if (plain.size > LONGEST) throw new Error(`a header of ${plain.size} bytes: at most ${LONGEST} are read`)
      const text = await source.exactly(plain.size, 'a header')
      await source.exactly(rest(plain.size), 'a header')
      if (flag === 'L' || flag === 'K') own.set(flag === 'L' ? 'path' : 'linkpath', untilZero(text))
      else for (const [key, value] of paxRecords(text)) (flag === 'g' ? global : own).set(key, value)
      continue
    }
    const { sparse, realSize, ...entry } = extended(plain, flag, new Map([...global, ...own]))
    const { kind } = entry
    own = new Map()
    // Some archives give links and folders a size, and no content.
    const stored = kind === 'file' ? entry.size : 0
    source.left = stored
    let map: Piece[] | undefined
    if (flag === 'S') map = await readOldMap(block, source)
    else if (sparse) map = await readMap(source)
    const size = map ? (realSize ?? sizeWithHoles(block)) : stored
    yield { ...entry, path: folderless(entry.path), size, content: map ? spread(source, map, size) : source.content() }
    await source.skip()
    await source.exactly(rest(stored), entry.path)
  }
}

/** A folder's path may end with a slash, or with several. */
const folderless = (path: string) => path.replace(/(?<=[^/])\/+$/, '')

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Names of files are bytes to the kernel. Those of images are text, as OCI wants it. */
function words(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1')
  if (text.includes('\0')) throw new Error(`${JSON.stringify(text)}: a zero in a name`)
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Error(`${JSON.stringify(text)}: this name is not UTF-8, and others cannot be in an image`)
  }
}

/** Names are left as bytes: they may be cut off, where a record has the whole one. */
interface Header extends Omit<Entry, 'kind' | 'path' | 'target' | 'attributes'> {
  readonly path: Uint8Array
  readonly target: Uint8Array
}

function header(block: Buffer): Header & { readonly flag: string } {
  const sum = block.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0)
  const told = /^ *[0-7]+[ \0]+$/.test(block.toString('latin1', 148, 156)) ? number(block, 148, 8) : -1
  if (sum !== told) throw new Error('this is no tar archive, or a damaged one: a wrong sum in a header')
  const text = (at: number, size: number) => untilZero(block.subarray(at, at + size))
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? text(345, 155) : []
  return {
    path: Buffer.concat(prefix.length > 0 ? [prefix as Uint8Array, Buffer.from('/'), text(0, 100)] : [text(0, 100)]),
    flag: String.fromCharCode(block[156] ?? 0),
    mode: number(block, 100, 8) & 0o7777,
    uid: number(block, 108, 8),
    gid: number(block, 116, 8),
    size: number(block, 124, 12),
    mtime: number(block, 136, 12),
    target: text(157, 100),
    device: [number(block, 329, 8), number(block, 337, 8)],
  }
}

/** Of a file with holes, in the old format of GNU. */
const sizeWithHoles = (block: Buffer): number => number(block, 483, 12)

/** `LENGTH KEY=VALUE\n` each. */
function* paxRecords(text: Buffer): Generator<[string, Uint8Array]> {
  for (let at = 0; at < text.length; ) {
    const blank = text.indexOf(' ', at)
    const length = Number(text.toString('latin1', at, blank))
    const equals = text.indexOf('=', blank)
    const good = blank > at && Number.isInteger(length) && equals > blank && equals < at + length
    if (!good || at + length > text.length || text[at + length - 1] !== 10) throw new Error('a damaged pax header')
    yield [text.toString('utf8', blank + 1, equals), text.subarray(equals + 1, at + length - 1)]
    at += length
  }
}

const XATTR = 'SCHILY.xattr.'

/** The entry with what its records say. */
function extended(entry: Header, flag: string, records: ReadonlyMap<string, Uint8Array>) {
  const text = (key: string) => {
    const value = records.get(key)
    return value === undefined || value.length === 0 ? undefined : words(value)
  }
  const count = (key: string) => {
    const value = text(key)
    return value === undefined ? undefined : whole(/^\d+$/.test(value) ? Number(value) : NaN, `${key} in a pax header`)
  }
  const seconds = Number(text('mtime') ?? entry.mtime)
  if (!Number.isFinite(seconds)) throw new Error('mtime in a pax header that cannot be read')
  const attributes = [...records].filter(([key]) => key.startsWith(XATTR))
  const path = text('GNU.sparse.name') ?? text('path') ?? words(entry.path)
  const kind = flag === '\0' && path.endsWith('/') ? 'directory' : KINDS.get(flag) // so in the oldest archives
  if (!kind) throw new Error(`${path}: entries of the kind ${JSON.stringify(flag)} are not known`)
  return {
    ...entry,
    path,
    kind,
    target: text('linkpath') ?? words(entry.target),
    size: count('size') ?? entry.size,
    uid: count('uid') ?? entry.uid,
    gid: count('gid') ?? entry.gid,
    mtime: seconds,
    attributes: new Map(attributes.map(([key, value]) => [key.slice(XATTR.length), value])),
    sparse: text('GNU.sparse.major') === '1',
    realSize: count('GNU.sparse.realsize'),
  }
}
