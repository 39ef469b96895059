// Blobs: files that are named by what is in them. image-spec, image-layout.md, "Blobs"
import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Fresh } from '../fresh.ts'
import { type Descriptor, hexOf } from './oci.ts'

const folderOf = (images: string) => join(images, 'blobs', 'sha256')

/** Where it is, or would be. Throws an Error of one line where that is no digest. */
export const blobOf = (images: string, digest: string): string => join(folderOf(images), hexOf(digest))

/** Keeps bytes as a blob, after they have gone `through` something. On an error nothing is kept. */
export async function keep(
  images: string,
  mediaType: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  through?: Transform,
): Promise<Descriptor> {
  mkdirSync(folderOf(images), { recursive: true, mode: 0o700 })
  using fresh = new Fresh(images) // no half-made blob has a name
  const hash = createHash('sha256')
  let size = 0
  const counted = async function* (bytes: AsyncIterable<Uint8Array>) {
    for await (const piece of bytes) {
      hash.update(piece)
      size += piece.length
      yield piece
    }
  }
  const file = createWriteStream(join(fresh.folder, 'blob'), { flush: true })
  const bytes = Readable.from(source)
  await (through ? pipeline(bytes, through, counted, file) : pipeline(bytes, counted, file))
  const digest = `sha256:${hash.digest('hex')}`
  renameSync(join(fresh.folder, 'blob'), blobOf(images, digest))
  return { mediaType, digest, size }
}

/** The same bytes; throws an Error of one line at the first that is too many. */
export async function* atMost(most: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const piece of source) {
    size += piece.length
    if (size > most) throw new Error(`more than ${most} bytes have come`)
    yield piece
  }
}
