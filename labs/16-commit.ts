// Your lab for chapters/16-commit: 8 holes to fill.
//   npm run lab 16-commit      runs it in the machine and shows what happened
//   npm run check 16-commit    has the kernel judge it

// Chapter 16: images. What a container has changed becomes a layer; and layers come from anywhere, as archives of anybody.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { open as openFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pause, unpause } from '#mechanisms/08-cgroups'
import { locked } from '#mechanisms/15-lifecycle'
import { O_CLOEXEC, O_DIRECTORY, O_PATH, openat2, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, run } from '#native'
import { own } from '../chapters/07-overlay/own.ts'
import { atMost, blobOf, keep } from '../chapters/16-commit/blobs.ts'
import { LayerFolder } from '../chapters/16-commit/layer-folder.ts'
import { type Descriptor, LAYER } from '../chapters/16-commit/oci.ts'
import { entry, type Packed } from '../chapters/16-commit/tar/entry.ts'
import { read } from '../chapters/16-commit/tar/read.ts'
import { written } from '../chapters/16-commit/tar/write.ts'
import { type Ids, walk } from '../chapters/16-commit/walk.ts'
import type { Container } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

/** What stands in a layer for something of a lower one that is not there any more. image-spec, layer.md, "Whiteouts" */
const GONE = '.wh.'
/** In a folder: nothing of the lower layers shows through. */
const OPAQUE = '.wh..wh..opq'

/** Has the blob's bytes, from the byte `from` on. */
export type Open = (from: number) => AsyncIterable<Uint8Array>

/**
 * Takes a blob in, unless it is there. What an earlier try has brought is kept: only the rest is asked for. Throws an Error
 * of one line where the bytes are not those that the digest names; nothing of them stays.
 */
export async function admit(images: string, { digest, size }: Descriptor, open: Open): Promise<void> {
  const blob = blobOf(images, digest)
  if (existsSync(blob)) return
  const part = `${blob}.part`
  mkdirSync(dirname(blob), { recursive: true, mode: 0o700 })
  await locked(part, async () => {
    if (existsSync(blob)) return rmSync(part, { force: true }) // somebody has brought it while we waited
    const file = await openFile(part, 'a')
    try {
      const from = (await file.stat()).size
      if (from < size) for await (const piece of atMost(size - from, open(from))) await file.writeFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    // hole 1: the file `part` has all bytes now. Read them (createReadStream) into createHash('sha256'). Where `sha256:` and
    //   the hash in hexadecimal digits are not the digest, remove the file and throw an Error that names both. Where
    //   they are, the file gets its name: renameSync(part, blob)
    hole(1)
  })
}

/** The entries of the layer that has what is in the folder `upper` of an overlay, whose users `ids` gives back. */
export function* changes(upper: string, ids?: Ids): Generator<Packed> {
  for (const found of walk(upper, ids)) {
    const { path, name, isWhiteout, isOpaque, ...plain } = found
    // hole 2: yield what the layer has for it. For what overlay has as a whiteout, an empty file beside it, named GONE and
    //   then its name: entry(join(dirname(path), ...), 'file'). For all else the thing itself, { ...plain, path }; and
    //   after an opaque folder, an empty file OPAQUE in it
    hole(2)
  }
}

/** Makes a layer of entries. Gives it as a blob, and the digest of the archive in it: its name when it is unpacked. */
export async function pack(images: string, entries: Iterable<Packed>): Promise<{ layer: Descriptor; diffId: string }> {
  const hash = createHash('sha256')
  // hole 3: written(entries) gives the archive, piece by piece. Each goes into the hash (hash.update) and on to gzip:
  //   keep(images, LAYER, archive, createGzip()) makes a blob of what comes out, and gives its descriptor
  const layer = hole(3)
  return { layer, diffId: `sha256:${hash.digest('hex')}` }
}

/** What an archive may ask for. */
export interface Limits {
  readonly bytes: number
  readonly entries: number
}

const LIMITS: Limits = { bytes: 64 * 1024 ** 3, entries: 2_000_000 }

/** A path of an archive as the names on the way, from the layer's folder on. Throws an Error for one that leads out. */
function namesOf(path: string): string[] {
  const names = path.split('/').filter(name => name !== '' && name !== '.')
  // hole 4: throw an Error of one line where one of them is '..': no tool makes such an archive without an intention
  hole(4)
  return names
}

/** A descriptor of a folder of the layer, for the path of its names; `top` is the layer's own folder. */
function openBelow(top: number, names: readonly string[]): number {
  const path = names.join('/') || '.'
  const flags = O_PATH | O_DIRECTORY | O_CLOEXEC
  // hole 5: symbolic links of an earlier entry may be on the way. openat2 from `top`, with these flags, where RESOLVE_IN_ROOT
  //   has the layer's folder for a root, and RESOLVE_NO_MAGICLINKS no way through /proc; run(...) gives the descriptor
  return hole(5)
}

/** Unpacks an archive into the layer's folder, which is empty. Throws an Error of one line for what no layer may have. */
export async function unpack(
  folder: string,
  archive: AsyncIterable<Uint8Array>,
  { bytes, entries }: Limits = LIMITS,
): Promise<void> {
  using layer = new LayerFolder(folder, openBelow)
  let [size, count] = [0, 0]
  for await (const each of read(atMost(bytes, archive))) {
    size += each.size
    count++
    // hole 6: throw an Error of one line where it is more than may be, in bytes or in entries. A file with holes says a size
    //   that no archive has to be as long as
    hole(6)
    const names = namesOf(each.path)
    const name = names.pop() ?? '.'
    if (!name.startsWith('.wh.')) await layer.put(names, name, each, each.kind === 'link' ? namesOf(each.target) : [])
    else if (name === OPAQUE) await layer.makeOpaque(names)
    else if (!name.startsWith('.wh..wh.')) {
      // hole 7: something of a lower layer is gone. Its name comes after GONE; see that this is a name, and not '', '.' or
      //   '..', for which throw an Error. `await layer.whiteOut(names, ...)` says it to the overlay
      hole(7)
    }
  }
  await layer.finish()
}

/** Makes a layer of what a container has changed, while nothing in it moves. As pack() else. */
export async function commit(c: Container, images: string, { running, ids }: { running: boolean; ids?: Ids }) {
  // hole 8: pause(c) where it is running; then pack what changes() gives for the container's own folder (`upper` of
  //   own(c)); and whatever happens meanwhile, unpause(c) in the end
  hole(8)
}
