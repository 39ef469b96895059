// An image as one file: an OCI layout, which docker load reads as well, because manifest.json is in it.
import { createReadStream, statSync } from 'node:fs'
import { blobOf } from '../../../chapters/16-commit/blobs.ts'
import { type Descriptor, hexOf, INDEX, type Index, REF_NAME } from '../../../chapters/16-commit/oci.ts'
import { shortName } from '../../../chapters/16-commit/reference.ts'
import { entry, type Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { type Image, imagesOf } from '../../../chapters/images.ts'

/** The entries of the file. */
export function* saved(root: string, all: readonly Image[]): Generator<Packed> {
  const images = imagesOf(root)
  const text = (path: string, value: object) => {
    const bytes = Buffer.from(JSON.stringify(value))
    return entry(path, 'file', { size: bytes.length, content: [bytes] })
  }
  const pathOf = ({ digest }: Descriptor) => `blobs/sha256/${hexOf(digest)}`
  const manifests = all.map(({ name, descriptor: { mediaType, digest, size } }) => ({
    mediaType,
    digest,
    size,
    annotations: { 'io.containerd.image.name': name, [REF_NAME]: name.slice(name.lastIndexOf(':') + 1) },
  }))
  const index: Index = { schemaVersion: 2, mediaType: INDEX, manifests }
  yield text('oci-layout', { imageLayoutVersion: '1.0.0' })
  yield text('index.json', index)
  yield text(
    'manifest.json',
    all.map(({ name, manifest: { config, layers } }) => ({
      Config: pathOf(config),
      RepoTags: [shortName(name)],
      Layers: layers.map(pathOf),
    })),
  )
  const written = new Set<string>()
  for (const { descriptor, manifest } of all) {
    for (const blob of [descriptor, manifest.config, ...manifest.layers]) {
      if (written.has(blob.digest)) continue
      written.add(blob.digest)
      const file = blobOf(images, blob.digest)
      yield entry(pathOf(blob), 'file', { size: statSync(file).size, content: createReadStream(file) })
    }
  }
}
