// Which manifest a name means, on this platform. distribution-spec 1.1, "Pulling manifests"; image-spec, image-index.md
import {
  type Descriptor,
  DOCKER_INDEX,
  DOCKER_MANIFEST,
  digestOf,
  INDEX,
  MANIFEST,
  type Platform,
  readIndex,
} from '../../../chapters/16-commit/oci.ts'
import { isDigest } from '../../../chapters/16-commit/reference.ts'
import { whole } from './http.ts'
import type { Registry } from './registry.ts'

const MANIFESTS = [MANIFEST, DOCKER_MANIFEST]
const KNOWN = [...MANIFESTS, INDEX, DOCKER_INDEX]
/** Bytes of a manifest; registries take no more either. distribution-spec 1.1, "Pushing Manifests" */
const MOST = 4 * 2 ** 20

export interface Document {
  readonly mediaType: string
  readonly bytes: Buffer
}

/** The manifest for the platform, under a tag or a digest. Throws an Error of one line where there is none. */
export async function fetchManifest(registry: Registry, tag: string, platform: Platform): Promise<Document> {
  const found = await fetchDocument(registry, tag)
  if (MANIFESTS.includes(found.mediaType)) return found
  const { manifests } = readIndex(found.bytes, tag)
  const descriptor = manifests.find(it => it.platform && isFor(platform, it.platform))
  if (!descriptor) throw noneFor(platform, manifests)
  const its = await fetchDocument(registry, descriptor.digest)
  if (MANIFESTS.includes(its.mediaType)) return its
  throw new Error(`${descriptor.digest} is an index in an index, which is not looked into`)
}

/** Of variants there is one for each of the architectures that ConGo runs on. */
export const isFor = (wanted: Platform, { os, architecture }: Platform): boolean =>
  os === wanted.os && architecture === wanted.architecture

/** Those that there are; what says unknown is no image. */
export function noneFor({ os, architecture }: Platform, there: readonly Pick<Descriptor, 'platform'>[]): Error {
  const names = there.map(({ platform }) => (platform ? `${platform.os}/${platform.architecture}` : 'no platform'))
  const known = [...new Set(names)].filter(name => !name.startsWith('unknown')).slice(0, 20)
  return new Error(`there is no image for ${os}/${architecture}, but for ${known.join(', ') || 'no platform at all'}`)
}

function fetchDocument(registry: Registry, tag: string): Promise<Document> {
  return registry.retry(async () => {
    const headers = { accept: KNOWN.join(', ') }
    const answer = await registry.request('GET', `manifests/${tag}`, { headers })
    const bytes = await whole(answer, MOST)
    // First of all: the digest of an image of schema 1 is not that of its bytes.
    const mediaType = mediaTypeOf(bytes, answer.headers.get('content-type') ?? '')
    const wanted = isDigest(tag) ? tag : answer.headers.get('docker-content-digest')
    const found = digestOf(bytes)
    if (wanted && isDigest(wanted) && found !== wanted) {
      throw new Error(`what should be ${wanted} is ${found}: damaged on its way, or something else; try again`)
    }
    return { mediaType, bytes }
  })
}

/** As the answer calls it, where it says something useful; the document itself must not say something else. */
function mediaTypeOf(bytes: Buffer, header: string): string {
  const said = header.split(';')[0]?.trim()
  const { schemaVersion, mediaType } = parse(bytes)
  if (schemaVersion === 1) {
    throw new Error('it is an image of schema 1, as Docker made them until 2017; push it anew by a newer tool')
  }
  const found = KNOWN.find(type => type === said) ?? KNOWN.find(type => type === mediaType)
  if (found && (mediaType === undefined || mediaType === found)) return found
  throw new Error(`it is no manifest of an image, but ${JSON.stringify(mediaType ?? said)}`)
}

function parse(bytes: Buffer): { readonly schemaVersion?: unknown; readonly mediaType?: unknown } {
  try {
    return JSON.parse(bytes.toString()) ?? {}
  } catch {
    return {}
  }
}
