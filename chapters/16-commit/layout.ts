// The folder of images: blobs, and an index that names some of them. image-spec, image-layout.md
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { locked } from '#mechanisms/15-lifecycle'
import { blobOf } from './blobs.ts'
import { type Descriptor, digestOf, INDEX, type Index, REF_NAME, readIndex, readManifest } from './oci.ts'

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

/**
 * From now on the name means this manifest. Throws an Error of one line where a part of it is missing: somebody has removed
 * an image that had it, just now.
 */
export const tag = (images: string, name: string, manifest: Descriptor): Promise<void> =>
  holding(images, async () => {
    const { config, layers } = readManifest(readBlob(images, manifest), name)
    const missing = [config, ...layers].find(({ digest }) => !existsSync(blobOf(images, digest)))
    if (missing) throw new Error(`${name}: ${missing.digest} of it has just been removed; try again`)
    const its = { ...manifest, annotations: { ...manifest.annotations, [REF_NAME]: name } }
    write(images, [...others(images, name), its])
  })

/** From now on the name means nothing. */
export const untag = (images: string, name: string): Promise<void> =>
  holding(images, async () => write(images, others(images, name)))

/** Does it while nobody else changes which images there are. */
export function holding<Result>(images: string, act: () => Promise<Result>): Promise<Result> {
  mkdirSync(images, { recursive: true, mode: 0o700 })
  return locked(join(images, 'lock'), act)
}

const others = (images: string, name: string): Descriptor[] =>
  named(images).filter(({ annotations }) => annotations?.[REF_NAME] !== name)

function write(images: string, manifests: readonly Descriptor[]): void {
  const index: Index = { schemaVersion: 2, mediaType: INDEX, manifests }
  replace(join(images, 'oci-layout'), { imageLayoutVersion: '1.0.0' })
  replace(join(images, 'index.json'), index)
}

/** Whoever reads the file finds the old one or the new one, whole. */
function replace(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
