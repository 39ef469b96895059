// For tests: a registry on loopback that can be made to do what a real one does only on a bad day.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CONFIG,
  type Descriptor,
  describe,
  digestOf,
  LAYER,
  MANIFEST,
  type Manifest,
  type Platform,
} from '../../../chapters/16-commit/oci.ts'
import { PLATFORM } from '../../../chapters/images.ts'

export interface Document {
  readonly mediaType: string
  readonly bytes: Buffer
}

/** An image whose layers are of so many random bytes, which need not be archives: nobody unpacks them here. */
export interface TestImage extends Document {
  readonly manifest: Manifest
  readonly blobs: ReadonlyMap<string, Buffer>
}

export function testImage(sizes: readonly number[], platform: Platform = PLATFORM, layerType = LAYER): TestImage {
  const layers = sizes.map(size => randomBytes(size))
  const diff_ids = layers.map(digestOf) // not so, and not looked at
  const config = Buffer.from(JSON.stringify({ ...platform, rootfs: { type: 'layers', diff_ids } }))
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: describe(CONFIG, config),
    layers: layers.map(bytes => describe(layerType, bytes)),
  }
  const bytes = Buffer.from(JSON.stringify(manifest))
  const blobs = new Map([config, ...layers].map(blob => [digestOf(blob), blob]))
  return { mediaType: MANIFEST, bytes, manifest, blobs }
}

/** An index of images, each for a platform. */
export function testIndex(images: readonly (readonly [TestImage, Platform])[], mediaType: string): Document {
  const manifests: Descriptor[] = images.map(([{ bytes }, platform]) => ({ ...describe(MANIFEST, bytes), platform }))
  return { mediaType, bytes: Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests })) }
}

export interface Asked {
  readonly what: string
  readonly headers: IncomingHttpHeaders
}

/** Answers before the registry does; gives false where it leaves that to it. */
export type Quirk = (what: string, request: IncomingMessage, response: ServerResponse) => boolean | undefined

/**
 * Has the images under their digests and the documents under their tags, in the repository `app`. `asked` are the requests
 * so far, such as "GET blobs/sha256:...".
 */
export async function localRegistry(
  { tags, images }: { tags: Readonly<Record<string, Document>>; images: readonly TestImage[] },
  quirk: Quirk = () => false,
) {
  const manifests = new Map([
    ...Object.entries(tags),
    ...[...images, ...Object.values(tags)].map(it => [digestOf(it.bytes), it] as const),
  ])
  const blobs = new Map(images.flatMap(image => [...image.blobs]))
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url?.replace('/v2/app/', '')}`
    asked.push({ what, headers: request.headers })
    if (quirk(what, request, response)) return
    const [, kind = '', name = ''] = /^(?:GET|HEAD) (manifests|blobs)\/(.*)$/.exec(what) ?? []
    const document = kind === 'manifests' ? manifests.get(name) : undefined
    const bytes = document?.bytes ?? blobs.get(name)
    if (!bytes) return refuse(response, 404, kind === 'manifests' ? 'MANIFEST_UNKNOWN' : 'BLOB_UNKNOWN')
    if (document) response.setHeader('content-type', document.mediaType)
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (from > 0) response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`)
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from })
    response.end(bytes.subarray(from))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    asked,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** As the distribution-spec wants it. */
export function refuse(response: ServerResponse, status: number, code: string, headers = {}): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify({ errors: [{ code, message: code.toLowerCase().replaceAll('_', ' ') }] }))
  return true
}
