// Writes a tar archive, in the format ustar, with pax records where its fields are too small.
import { BLOCK, type Entry, FLAGS, type Packed, rest } from './entry.ts'

/** The archive of these entries, piece by piece. Throws where a content is not as long as its entry says. */
export async function* written(entries: Iterable<Packed> | AsyncIterable<Packed>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    const records = paxRecords(entry)
    if (records.length > 0) {
      yield header({ ...entry, path: 'pax', target: '', size: records.length }, 'x')
      yield records
      yield Buffer.alloc(rest(records.length))
    }
    yield header(entry, FLAGS[entry.kind])
    let size = 0
    for await (const piece of entry.content) {
      size += piece.length
      yield piece
    }
    if (size !== entry.size) throw new Error(`${entry.path}: it has changed while it was read`)
    yield Buffer.alloc(rest(size))
  }
  yield Buffer.alloc(2 * BLOCK)
}

const TEXT = 100 // bytes of a path
const SMALL = 0o7777777 // in seven octal digits
const LARGE = 0o77777777777

const isPlain = (text: string) => text.length <= TEXT && /^[\x20-\x7e]*$/.test(text)

/** `LENGTH KEY=VALUE\n` each, where the length counts its own digits. */
function paxRecords(entry: Entry): Buffer {
  const { path, target, size, uid, gid, mtime, attributes } = entry
  const records: [string, string | Uint8Array][] = []
  if (!isPlain(path)) records.push(['path', path])
  if (!isPlain(target)) records.push(['linkpath', target])
  if (size > LARGE) records.push(['size', String(size)])
  if (uid > SMALL) records.push(['uid', String(uid)])
  if (gid > SMALL) records.push(['gid', String(gid)])
  if (mtime < 0 || mtime > LARGE || !Number.isInteger(mtime)) records.push(['mtime', String(mtime)])
  for (const [name, value] of attributes) records.push([`SCHILY.xattr.${name}`, value])
  return Buffer.concat(
    records.map(([key, value]) => {
      const body = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')])
      let length = body.length
      while (String(length).length + body.length !== length) length = String(length).length + body.length
      return Buffer.concat([Buffer.from(String(length)), body])
    }),
  )
}

function header({ path, mode, uid, gid, size, mtime, target, device }: Entry, flag: string): Buffer {
  const block = Buffer.alloc(BLOCK)
  const text = (at: number, value: string) => block.write(value.replace(/[^ -~]/g, '?').slice(0, TEXT), at, 'latin1')
  const octal = (at: number, width: number, value: number, most: number) =>
    block.write(
      Math.max(0, Math.min(Math.trunc(value), most))
        .toString(8)
        .padStart(width - 1, '0'),
      at,
      'latin1',
    )
  text(0, path)
  octal(100, 8, mode, SMALL)
  octal(108, 8, uid, SMALL)
  octal(116, 8, gid, SMALL)
  octal(124, 12, size, LARGE)
  octal(136, 12, mtime, LARGE)
  block.write(flag, 156, 'latin1')
  text(157, target)
  block.write('ustar\x0000', 257, 'latin1')
  octal(329, 8, device[0], SMALL)
  octal(337, 8, device[1], SMALL)
  block.fill(' ', 148, 156) // the sum is made as if it were blanks
  const sum = block.reduce((all, byte) => all + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}
