// An image, from the store into a registry. distribution-spec 1.1, "Push"
import { createReadStream, statSync } from 'node:fs'
import { blobOf } from '../../../chapters/16-commit/blobs.ts'
import { readBlob } from '../../../chapters/16-commit/layout.ts'
import type { Descriptor } from '../../../chapters/16-commit/oci.ts'
import { readReference, shortName } from '../../../chapters/16-commit/reference.ts'
import { type Image, imagesOf } from '../../../chapters/images.ts'
import { atOnce } from './at-once.ts'
import type { Body } from './http.ts'
import { BLOBS_AT_ONCE, blobsOf, type Moving } from './moving.ts'
import { said } from './refusal.ts'
import { PATIENCE, Registry } from './registry.ts'

/** Sends an image of the store to where its name says. What is there already is not sent. Throws an Error of one line. */
export async function push(
  root: string,
  { name, descriptor, manifest }: Image,
  { progress, patience = PATIENCE }: Moving = {},
): Promise<void> {
  const images = imagesOf(root)
  const reference = readReference(name)
  const registry = new Registry(reference, 'pull,push', patience)
  const sendBlob = async ({ digest, size }: Descriptor) => {
    const file = blobOf(images, digest)
    if (statSync(file, { throwIfNoEntry: false })?.size !== size) {
      throw new Error(`${file}: this part of the image is missing or damaged; pull or import it again`)
    }
    const body = async function* () {
      let far = 0
      for await (const piece of createReadStream(file)) {
        yield piece
        far += piece.length
        progress?.(digest, far, size)
      }
    }
    await registry.retry(() => upload(registry, digest, size, body))
    progress?.(digest, size, size)
  }
  try {
    const blobs = blobsOf(manifest)
    for (const { digest, size } of blobs) progress?.(digest, 0, size)
    await atOnce(BLOBS_AT_ONCE, blobs, sendBlob, () => registry.stop())
    const bytes = readBlob(images, descriptor)
    const headers = { 'content-type': descriptor.mediaType, 'content-length': String(bytes.length) }
    const body = () => [bytes]
    await registry.retry(async () =>
      said(await registry.request('PUT', `manifests/${reference.tag}`, { headers, body })),
    )
  } catch (error) {
    throw new Error(`${shortName(name)}: ${(error as Error).message}`, { cause: error })
  }
}

/** In one piece, unless it is there. distribution-spec 1.1, "POST then PUT" */
async function upload(registry: Registry, digest: string, size: number, body: Body): Promise<void> {
  const { status } = await registry.request('HEAD', `blobs/${digest}`, { allow: [404] })
  if (status !== 404) return
  const begun = await registry.request('POST', 'blobs/uploads/')
  await said(begun)
  const place = registry.resolve(begun.headers.get('location') ?? '', begun)
  place.search += `${place.search ? '&' : '?'}digest=${encodeURIComponent(digest)}` // what is there stays as it is written
  const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) }
  await said(await registry.request('PUT', place, { headers, body }))
}
