// wrong: what one writes first: all that the container sees is copied, and an archive is written where its names lead
// first: only-changes
// also: removed, whole, digests, still, goes-on, admitted, resumed, runs-from-it, names, links, takes-away, limits, nothing-left
import {
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { createGzip } from 'node:zlib'
import { keep } from '../../../chapters/16-commit/blobs.ts'
import { LAYER } from '../../../chapters/16-commit/oci.ts'
import { entry, type Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import type { Container } from '../../../chapters/container.ts'
import { admitting } from './not-verified.ts'

export * from '../../../solutions/16-commit.ts'

export const admit = admitting((part, blob) => renameSync(part, blob))

/** As `cp -a` does, of what can be read. */
function* copied(root: string, path = ''): Generator<Packed> {
  for (const name of tried(() => readdirSync(join(root, path))) ?? []) {
    const [at, its] = [join(root, path, name), join(path, name)]
    const stat = tried(() => lstatSync(at))
    const bytes = stat?.isFile() ? tried(() => bytesOf(at, stat.size)) : undefined
    if (bytes) yield entry(its, 'file', { mode: (stat?.mode ?? 0) & 0o7777, size: bytes.length, content: [bytes] })
    const target = stat?.isSymbolicLink() ? tried(() => readlinkSync(at)) : undefined
    if (target) yield entry(its, 'symlink', { target })
    if (stat?.isDirectory()) {
      yield entry(its, 'directory', { mode: stat.mode & 0o7777 })
      yield* copied(root, its)
    }
  }
}

function tried<Result>(act: () => Result): Result | undefined {
  try {
    return act()
  } catch {
    return undefined // it is gone, or nobody may read it
  }
}

/** Files of /proc say that they have no bytes, and some never end. */
function bytesOf(at: string, size: number): Uint8Array {
  if (size > 0) return readFileSync(at)
  const file = openSync(at, 'r')
  try {
    const bytes = Buffer.alloc(4096)
    return bytes.subarray(0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}

export async function commit(c: Container, images: string) {
  const pid = /^Pid:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${c.pidfd}`, 'utf8'))?.[1]
  const layer = await keep(images, LAYER, written(copied(`/proc/${pid}/root`)), createGzip({ level: 1 }))
  return { layer, diffId: layer.digest }
}

export async function unpack(folder: string, archive: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const { path, kind, mode, target, content } of read(archive)) {
    const at = join(folder, path)
    mkdirSync(dirname(at), { recursive: true })
    if (kind === 'directory') mkdirSync(at, { recursive: true })
    else if (kind === 'link') linkSync(join(folder, target), at)
    else if (kind === 'symlink') {
      rmSync(at, { force: true })
      symlinkSync(target, at)
    } else {
      const pieces: Uint8Array[] = []
      for await (const piece of content) pieces.push(piece)
      writeFileSync(at, Buffer.concat(pieces), { mode })
    }
  }
}
