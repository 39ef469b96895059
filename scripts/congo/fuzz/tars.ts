// Archives that nobody sane has made: what they do to a folder, they do to nothing else.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { unpack } from '#mechanisms/16-commit'
import { StepError } from '#native'
import { entry, FLAGS, type Kind } from '../../../chapters/16-commit/tar/entry.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'

const TOP = '/mnt/fuzz'

const word = fc.constantFrom(
  'a',
  'b',
  'c',
  '..',
  '.',
  '',
  '.wh.a',
  '.wh.',
  '.wh...',
  '.wh..wh..opq',
  '.wh..wh.x',
  '~',
  'ä',
)
const path = fc.array(word, { maxLength: 4 }).map(words => words.join('/'))
const target = fc.oneof(
  path,
  fc.constantFrom('/mnt/fuzz/outside/file', '/proc/self/root/mnt/fuzz/outside', '../outside', '/'),
)
const content = fc.string({ maxLength: 20 })
const one = fc
  .record({
    path,
    kind: fc.constantFrom(...(Object.keys(FLAGS) as Kind[])),
    target,
    content,
    mode: fc.nat(0o7777),
    uid: fc.nat(70_000),
  })
  .map(({ content, ...more }) => {
    const bytes = Buffer.from(more.kind === 'file' ? content : '')
    return entry(more.path, more.kind, { ...more, size: bytes.length, content: [bytes] })
  })
const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255))
/** Some are changed in a few bytes, and cut. */
const damage = fc.record({ changes: fc.array(change, { maxLength: 3 }), keep: fc.constantFrom(1, 1, 1, 0.7, 0.3) })

async function bytesOf(entries: Parameters<typeof written>[0]): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of written(entries)) pieces.push(piece)
  return Buffer.concat(pieces)
}

const outside = () => {
  const stat = statSync(`${TOP}/outside/file`)
  const names = [...readdirSync(TOP), ...readdirSync(`${TOP}/outside`), ...readdirSync('/')]
  return [
    names.join(),
    readFileSync(`${TOP}/outside/file`, 'utf8'),
    stat.mode,
    stat.uid,
    stat.nlink,
    stat.mtimeMs,
  ].join()
}

/** Throws where one has done something outside its folder, or was refused in other words than one clear line. */
export async function fuzzTars(runs: number): Promise<string> {
  mkdirSync(`${TOP}/outside`, { recursive: true })
  writeFileSync(`${TOP}/outside/file`, 'outside')
  let refused = 0
  const all = fc.asyncProperty(fc.array(one, { maxLength: 8 }), damage, async (entries, { changes, keep }) => {
    const bytes = await bytesOf(entries)
    for (const [where, value] of changes) bytes[Math.floor(where * (bytes.length - 1))] = value
    mkdirSync(`${TOP}/layer`)
    const before = outside()
    try {
      await unpack(
        `${TOP}/layer`,
        (async function* () {
          yield bytes.subarray(0, Math.ceil(bytes.length * keep))
        })(),
        { bytes: 2 ** 20, entries: 100 },
      )
    } catch (error) {
      refused++
      // What the kernel refuses of a path is an error of a call; all else we have said ourselves.
      const { name, message, code } = error as NodeJS.ErrnoException
      assert.ok(error instanceof StepError || code !== undefined || name === 'Error', `${name}: ${message}`)
      assert.not.match(message, /\n/)
    }
    assert.is(outside(), before)
    rmSync(`${TOP}/layer`, { recursive: true })
  })
  await fc.assert(all, { numRuns: runs })
  return `${runs} archives, ${refused} refused`
}
