// right: the archive goes through streams; a blob is hashed while it is read by for await; what must be undone is disposed of
import { createHash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { pause, unpause } from '#mechanisms/08-cgroups'
import { locked } from '#mechanisms/15-lifecycle'
import { O_CLOEXEC, O_DIRECTORY, O_PATH, openat2, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, run } from '#native'
import { own } from '../../../chapters/07-overlay/own.ts'
import { atMost, blobOf, keep } from '../../../chapters/16-commit/blobs.ts'
import { LayerFolder } from '../../../chapters/16-commit/layer-folder.ts'
import { type Descriptor, LAYER } from '../../../chapters/16-commit/oci.ts'
import { entry, type Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { type Ids, walk } from '../../../chapters/16-commit/walk.ts'
import type { Container } from '../../../chapters/container.ts'
import type { Limits, Open } from '../../../solutions/16-commit.ts'

export type { Limits, Open } from '../../../solutions/16-commit.ts'

async function finish(part: string, blob: string, digest: string): Promise<void> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(part)) hash.update(piece)
  const hex = hash.digest('hex')
  if (digest.endsWith(`:${hex}`)) {
    renameSync(part, blob)
    return
  }
  rmSync(part)
  throw new Error(`not ${digest}, but sha256:${hex}`)
}

export async function admit(images: string, { digest, size }: Descriptor, open: Open): Promise<void> {
  const blob = blobOf(images, digest)
  if (existsSync(blob)) return
  mkdirSync(join(blob, '..'), { recursive: true, mode: 0o700 })
  const part = `${blob}.part`
  const bring = async () => {
    await using file = await openFile(part, 'a')
    const { size: from } = await file.stat()
    if (from < size) for await (const piece of atMost(size - from, open(from))) await file.write(piece)
    await file.sync()
  }
  await locked(part, async () => {
    if (existsSync(blob)) return rmSync(part, { force: true })
    await bring()
    await finish(part, blob, digest)
  })
}

export function* changes(upper: string, ids?: Ids): Generator<Packed> {
  for (const { isWhiteout, isOpaque, name, ...found } of walk(upper, ids)) {
    yield isWhiteout ? entry(posix.join(posix.dirname(found.path), '.wh.'.concat(name)), 'file') : found
    if (isOpaque) yield entry(posix.join(found.path, '.wh..wh..opq'), 'file')
  }
}

export async function pack(images: string, entries: Iterable<Packed>) {
  const hash = createHash('sha256')
  const archive = Readable.from(written(entries), { objectMode: false })
  archive.on('data', piece => hash.update(piece))
  const layer = await keep(images, LAYER, archive, createGzip())
  return { layer, diffId: `sha256:${hash.digest('hex')}` }
}

const NOWHERE = new Set(['', '.'])

function below(path: string): string[] {
  const names = path.split('/').filter(name => !NOWHERE.has(name))
  if (names.some(name => name === '..')) throw new Error(`${JSON.stringify(path)}: no ".." in a layer`)
  return names
}

/** Opened twice: first the layer's folder anew, and from it the rest. */
function openBelow(top: number, names: readonly string[]): number {
  const how = { flags: O_PATH | O_DIRECTORY | O_CLOEXEC, resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS }
  const again = run(openat2(top, '.', how))
  try {
    return run(openat2(again, names.length === 0 ? '/' : names.join('/'), how))
  } finally {
    closeSync(again)
  }
}

class Budget {
  #bytes: number
  #entries: number

  constructor({ bytes, entries }: Limits) {
    this.#bytes = bytes
    this.#entries = entries
  }

  spend(bytes: number): void {
    this.#bytes -= bytes
    this.#entries--
    if (Math.min(this.#bytes, this.#entries) < 0) throw new Error('the archive asks for more than it may have')
  }
}

export async function unpack(
  folder: string,
  archive: AsyncIterable<Uint8Array>,
  limits: Limits = { bytes: 64 * 1024 ** 3, entries: 2_000_000 },
): Promise<void> {
  const budget = new Budget(limits)
  using layer = new LayerFolder(folder, openBelow)
  for await (const each of read(atMost(limits.bytes, archive))) {
    budget.spend(each.size)
    const way = below(each.path)
    const name = way.pop() ?? '.'
    const mark = /^\.wh\.(.*)$/s.exec(name)?.[1]
    if (mark === undefined) {
      await layer.put(way, name, each, each.kind === 'link' ? below(each.target) : [])
    } else if (mark === '.wh..opq') {
      await layer.makeOpaque(way)
    } else if (!mark.startsWith('.wh.')) {
      if (mark === '..' || NOWHERE.has(mark)) throw new Error(`${JSON.stringify(each.path)}: nothing to take away`)
      await layer.whiteOut(way, mark)
    }
  }
  await layer.finish()
}

export async function commit(c: Container, images: string, { running, ids }: { running: boolean; ids?: Ids }) {
  await using _ = {
    [Symbol.asyncDispose]: async () => {
      if (running) await unpause(c)
    },
  }
  if (running) await pause(c)
  return await pack(images, changes(own(c).upper, ids))
}
