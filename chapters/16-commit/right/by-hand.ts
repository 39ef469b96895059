// right: hashes are fed piece by piece, what is left of the limits is counted down
import { createHash } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync as openNow, readSync, renameSync, rmSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { dirname } from 'node:path'
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

function digestOfFile(path: string): string {
  const hash = createHash('sha256')
  const piece = Buffer.alloc(1 << 16)
  const file = openNow(path, 'r')
  try {
    for (let got = readSync(file, piece); got > 0; got = readSync(file, piece)) hash.update(piece.subarray(0, got))
  } finally {
    closeSync(file)
  }
  return `sha256:${hash.digest('hex')}`
}

export async function admit(images: string, { digest, size }: Descriptor, open: Open): Promise<void> {
  const blob = blobOf(images, digest)
  const part = `${blob}.part`
  if (existsSync(blob)) return
  mkdirSync(dirname(blob), { recursive: true, mode: 0o700 })
  await locked(part, async () => {
    if (existsSync(blob)) {
      rmSync(part, { force: true })
      return
    }
    const file = await openFile(part, 'a')
    try {
      const { size: there } = await file.stat()
      const missing = size - there
      if (missing > 0) for await (const piece of atMost(missing, open(there))) await file.appendFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    const found = digestOfFile(part)
    if (found === digest) return renameSync(part, blob)
    rmSync(part)
    throw new Error(`${digest} was asked for, and ${found} came`)
  })
}

export function* changes(upper: string, ids?: Ids): Generator<Packed> {
  for (const { path, name, isWhiteout, isOpaque, ...plain } of walk(upper, ids)) {
    const folder = path.slice(0, path.length - name.length)
    const all: Packed[] = isWhiteout ? [entry(`${folder}.wh.${name}`, 'file')] : [{ path, ...plain }]
    if (isOpaque) all.push(entry(`${path}/.wh..wh..opq`, 'file'))
    yield* all
  }
}

export async function pack(images: string, entries: Iterable<Packed>): Promise<{ layer: Descriptor; diffId: string }> {
  const plain = createHash('sha256')
  const counted = async function* () {
    for await (const piece of written(entries)) {
      plain.update(piece)
      yield piece
    }
  }
  const layer = await keep(images, LAYER, counted(), createGzip())
  return { layer, diffId: `sha256:${plain.digest('hex')}` }
}

function split(path: string): string[] {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '..') throw new Error(`${JSON.stringify(path)} leads out`)
    if (name && name !== '.') names.push(name)
  }
  return names
}

function openBelow(top: number, names: readonly string[]): number {
  const resolve = RESOLVE_NO_MAGICLINKS | RESOLVE_IN_ROOT
  return run(openat2(top, ['.', ...names].join('/'), { flags: O_CLOEXEC | O_PATH | O_DIRECTORY, resolve }))
}

export async function unpack(
  folder: string,
  archive: AsyncIterable<Uint8Array>,
  limits: Limits = { bytes: 2 ** 36, entries: 2e6 },
): Promise<void> {
  using layer = new LayerFolder(folder, openBelow)
  const left = { ...limits }
  for await (const each of read(atMost(limits.bytes, archive))) {
    left.bytes -= each.size
    left.entries -= 1
    if (left.bytes < 0 || left.entries < 0) throw new Error(`${JSON.stringify(each.path)} is more than this may hold`)
    const names = split(each.path)
    const last = names.pop() ?? '.'
    if (last === '.wh..wh..opq') await layer.makeOpaque(names)
    else if (last.startsWith('.wh..wh.')) continue
    else if (last.startsWith('.wh.')) await layer.whiteOut(names, taken(last.slice(4), each.path))
    else await layer.put(names, last, each, each.kind === 'link' ? split(each.target) : [])
  }
  await layer.finish()
}

function taken(name: string, path: string): string {
  if (/^\.{0,2}$/.test(name)) throw new Error(`${JSON.stringify(path)} is no whiteout of a name`)
  return name
}

export async function commit(c: Container, images: string, { running, ids }: { running: boolean; ids?: Ids }) {
  const made = () => pack(images, changes(own(c).upper, ids))
  if (!running) return made()
  await pause(c)
  return made().finally(() => unpause(c))
}
