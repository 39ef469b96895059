// The folder of images: blobs, and an index that names some of them. image-spec, image-layout.md
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { locked } from '#mechanisms/15-lifecycle'
import { blobOf } from './blobs.ts'
import { type Descriptor, digestOf, INDEX, type Index, REF_NAME, readIndex } from './oci.ts'

/** The bytes of a small blob. Throws an Error of one line where it is not there, or is not what it should be. */
export function readBlob(images: string, { digest }: Pick<Descriptor, 'digest'>): Buffer {
  const file = blobOf(images, digest)
  if (!existsSync(file)) throw new Error(`${file}: this part of an image is missing; pull or import the image again`)
  const bytes = readFileSync(file)
  if (digestOf(bytes) !== digest)
    throw new Error(`${file}: it is damaged; remove it, and pull or import the image again`)
  return bytes
}

/** Manifests that have a name, each with that in its annotation REF_NAME. */
export function named(images: string): readonly Descriptor[] {
  const file = join(images, 'index.json')
  return existsSync(file) ? readIndex(readFileSync(file), file).manifests : []
}

/** The manifest of that name. */
export const find = (images: string, name: string): Descriptor | undefined =>
  named(images).find(({ annotations }) => annotations?.[REF_NAME] === name)

/** From now on the name means this manifest; without one, nothing. */
export async function tag(images: string, name: string, manifest?: Descriptor): Promise<void> {
  mkdirSync(images, { recursive: true, mode: 0o700 })
  await locked(join(images, 'lock'), async () => {
    const others = named(images).filter(({ annotations }) => annotations?.[REF_NAME] !== name)
    const its = manifest && { ...manifest, annotations: { ...manifest.annotations, [REF_NAME]: name } }
    const index: Index = { schemaVersion: 2, mediaType: INDEX, manifests: its ? [...others, its] : others }
    replace(join(images, 'oci-layout'), { imageLayoutVersion: '1.0.0' })
    replace(join(images, 'index.json'), index)
  })
}

/** Whoever reads the file finds the old one or the new one, whole. */
function replace(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
