// An image, from a registry into the store.
import { admit } from '#mechanisms/16-commit'
import { keep } from '../../../chapters/16-commit/blobs.ts'
import { tag } from '../../../chapters/16-commit/layout.ts'
import { type Descriptor, type Platform, readManifest } from '../../../chapters/16-commit/oci.ts'
import { type Reference, shortName, wholeName } from '../../../chapters/16-commit/reference.ts'
import { type Image, imagesOf, PLATFORM, readImage } from '../../../chapters/images.ts'
import { errorCode } from '../../cli/problem.ts'
import { atOnce } from './at-once.ts'
import { download } from './download.ts'
import { NetworkError } from './http.ts'
import { fetchManifest, isFor, noneFor } from './manifest.ts'
import { BLOBS_AT_ONCE, blobsOf, type Moving } from './moving.ts'
import { PATIENCE, Registry } from './registry.ts'

const MOST_OF_A_CONFIG = 8 * 2 ** 20
/** Not those of foreign layers, which lie wherever their URLs say. */
const LAYER_TYPE = /^application\/vnd\.(oci\.image\.layer\.v1\.tar|docker\.image\.rootfs\.diff\.tar)([+.](gzip|zstd))?$/

/**
 * Fetches an image, and gives it its name in the store. What is there already is not fetched; what an interrupted pull has
 * brought is gone on with. Throws an Error of one line.
 */
export async function pull(
  root: string,
  reference: Reference,
  { platform = PLATFORM, progress, patience = PATIENCE }: Moving & { readonly platform?: Platform } = {},
): Promise<Image> {
  const images = imagesOf(root)
  const name = wholeName(reference)
  const registry = new Registry(reference, 'pull', patience)
  const fetchBlob = async (blob: Descriptor) => {
    const { digest, size } = blob
    await admit(images, blob, from => download(registry, blob, from, far => progress?.(digest, far, size)))
    progress?.(digest, size, size)
  }
  try {
    const { mediaType, bytes } = await fetchManifest(registry, reference.tag, platform)
    const manifest = readManifest(bytes, 'what comes')
    const { config, layers } = manifest
    const foreign = layers.find(layer => !LAYER_TYPE.test(layer.mediaType))
    if (foreign)
      throw new Error(`it has a layer of the type ${JSON.stringify(foreign.mediaType)}, which is not fetched`)
    if (config.size > MOST_OF_A_CONFIG) throw new Error(`a configuration of ${config.size} bytes is too large`)
    for (const { digest, size } of blobsOf(manifest)) progress?.(digest, 0, size)
    await fetchBlob(config)
    const image = readImage(root, name, await keep(images, mediaType, [bytes]))
    if (!isFor(platform, image.config)) throw noneFor(platform, [{ platform: image.config }])
    await atOnce(BLOBS_AT_ONCE, blobsOf(manifest), fetchBlob, () => registry.stop())
    await tag(images, name, image.descriptor)
    return image
  } catch (error) {
    throw new Error(`${shortName(name)}: ${told(error as Error, images)}`, { cause: error })
  }
}

function told(error: Error, images: string): string {
  if (error instanceof NetworkError && error.kind === 'unreachable') {
    return `${error.message}; an image on disk: congo import FILE`
  }
  if (['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '')) {
    return `no space left in ${images}; what has come stays, and the next pull goes on from there`
  }
  return error.message
}
