// What a container is made from: an image of the store, or the folder of a root file system.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { isRoot } from '../../chapters/11-user/rootless.ts'
import { find, named } from '../../chapters/16-commit/layout.ts'
import { type ImageConfig, REF_NAME } from '../../chapters/16-commit/oci.ts'
import { readReference, shortName, wholeName } from '../../chapters/16-commit/reference.ts'
import { defined } from '../../chapters/defined.ts'
import { areUnpacked, type Image, imagesOf, listImages, readImage, unpackedLayers } from '../../chapters/images.ts'
import { elsewhere, printedElsewhere } from './among-users.ts'
import { load } from './archive/load.ts'
import { Misuse, nearest } from './place.ts'
import type { Moving } from './registry/moving.ts'
import { pull } from './registry/pull.ts'

export interface Origin {
  /** As it was typed. */
  readonly typed: string
  /** Folders, the lowest first. */
  readonly layers: readonly string[]
  /** What an image says of its containers; a folder says nothing. */
  readonly config: NonNullable<ImageConfig['config']>
  readonly image?: Image
}

/** The folder, or the image of that name, which is fetched where it is not here. Throws an Error of one line. */
export async function sought(root: string, typed: string, progress: Moving['progress']): Promise<string | Image> {
  const isPath = /^\.{0,2}\//.test(typed)
  const here = isPath ? undefined : findImage(root, typed)
  if (here) return here
  const folder = resolve(typed)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder
  if (isPath) throw new Misuse(`${typed}: there is no such folder; name an image, or a root file system`, 125)
  return fetched(root, typed, progress)
}

/** As sought(), with layers that can be mounted. */
export async function originOf(root: string, typed: string, progress: Moving['progress']): Promise<Origin> {
  const image = await sought(root, typed, progress)
  if (typeof image === 'string') return { typed, layers: [image], config: {} }
  const config = image.config.config ?? {}
  if (!isRoot() && !areUnpacked(root, image) && (await elsewhere(root, ['unpack', image.name])) !== 0) {
    throw new Misuse(`${typed}: its layers cannot be unpacked, for the reason above`, 125)
  }
  return { typed, layers: await unpackedLayers(root, image), config, image }
}

/** The image to start with, which is here at once. */
const BUSYBOX = 'docker.io/library/busybox:latest'

/** From its registry, but for the one to start with. */
async function fetched(root: string, typed: string, progress: Moving['progress']): Promise<Image> {
  const reference = readReference(typed)
  if (wholeName(reference) === BUSYBOX) {
    const { busyboxArchive } = await import('./busybox.ts')
    const archive = await busyboxArchive()
    if (archive !== undefined && isRoot()) await load(root, archive, BUSYBOX)
    else if (archive !== undefined) await printedElsewhere(root, ['import', archive, BUSYBOX])
    const image = archive === undefined ? undefined : findImage(root, typed)
    if (image) return image
  }
  return pull(root, reference, defined({ progress }))
}

/** By its name, or by the first digits of its id. */
export function findImage(root: string, typed: string): Image | undefined {
  const images = imagesOf(root)
  const id = /^(?:sha256:)?([\da-f]{6,64})$/.exec(typed)?.[1]
  const byId = id === undefined ? [] : listImages(root).flatMap(each => ('error' in each ? [] : [each]))
  const ours = byId.find(({ manifest }) => manifest.config.digest.startsWith(`sha256:${id}`))
  if (ours) return ours
  const name = wholeName(readReference(typed))
  const descriptor = find(images, name)
  return descriptor && readImage(root, name, descriptor)
}

/** As findImage(); throws a Misuse, with the nearest name, where there is none. */
export function demandImage(root: string, typed: string): Image {
  const image = findImage(root, typed)
  if (image) return image
  const names = named(imagesOf(root)).map(({ annotations }) =>
    shortName(annotations?.[REF_NAME] ?? '').replace(/:latest$/, ''),
  )
  throw new Misuse(`there is no image "${typed}"${nearest(typed, names)}`)
}
