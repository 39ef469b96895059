// The documents of an image, and what a blob must say of itself. OCI image-spec 1.1: descriptor.md, manifest.md, config.md
import { createHash } from 'node:crypto'

/** Names a blob: what it is, which bytes it must have, and how many. */
export interface Descriptor {
  readonly mediaType: string
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: Platform
}

export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** An image for one platform: its configuration, and its layers, the lowest first. */
export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType?: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

/** Manifests of several platforms, or of several images. */
export interface Index {
  readonly schemaVersion: 2
  readonly mediaType?: string
  readonly manifests: readonly Descriptor[]
}

/** What a container from the image runs unless told otherwise, and what its layers are when they are unpacked. */
export interface ImageConfig extends Platform {
  readonly created?: string
  readonly author?: string
  readonly config?: {
    readonly User?: string
    readonly Env?: readonly string[] | null
    readonly Entrypoint?: readonly string[] | null
    readonly Cmd?: readonly string[] | null
    readonly WorkingDir?: string
    readonly StopSignal?: string
    readonly Labels?: Readonly<Record<string, string>> | null
    readonly Volumes?: Readonly<Record<string, object>> | null
    readonly ExposedPorts?: Readonly<Record<string, object>> | null
  }
  /** Digests of the layers as tar, not compressed: whatever a layer is packed in, this is its name. */
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] }
  readonly history?: readonly {
    readonly created?: string
    readonly created_by?: string
    readonly comment?: string
    readonly empty_layer?: boolean
  }[]
}

export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const INDEX = 'application/vnd.oci.image.index.v1+json'
export const CONFIG = 'application/vnd.oci.image.config.v1+json'
export const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
/** A layer that is not packed. */
export const TAR = 'application/vnd.oci.image.layer.v1.tar'

/** The same things as Docker's registry names them; the documents are alike. */
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
export const DOCKER_INDEX = 'application/vnd.docker.distribution.manifest.list.v2+json'

/** The annotation of a manifest in an index that names the image. */
export const REF_NAME = 'org.opencontainers.image.ref.name'

export const digestOf = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** A descriptor of these bytes. */
export const describe = (mediaType: string, bytes: Uint8Array | string): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: Buffer.byteLength(bytes),
})

/** Of a digest the digits. Throws an Error of one line where it is none: it becomes the name of a file. */
export function hexOf(digest: string): string {
  const hex = /^sha256:([\da-f]{64})$/.exec(digest)?.[1]
  if (hex === undefined) throw new Error(`${JSON.stringify(digest)} is no digest: sha256: and 64 hexadecimal digits`)
  return hex
}

/** Reads a document. Throws an Error of one line, which begins with `what`, where it is none of its kind. */
export const readManifest = (bytes: Uint8Array, what: string): Manifest =>
  read(bytes, what, 'manifest of an image', ({ config, layers }) => isDescriptor(config) && areDescriptors(layers))

export const readIndex = (bytes: Uint8Array, what: string): Index =>
  read(bytes, what, 'index of images', ({ manifests }) => areDescriptors(manifests))

export const readImageConfig = (bytes: Uint8Array, what: string): ImageConfig =>
  read(bytes, what, 'configuration of an image', ({ architecture, os, rootfs, config }) => {
    const { diff_ids } = isObject(rootfs) ? rootfs : {}
    const platform = typeof architecture === 'string' && typeof os === 'string'
    return platform && areWords(diff_ids) && (config === undefined || config === null || isRunConfig(config))
  })

function read<Document>(
  bytes: Uint8Array,
  what: string,
  kind: string,
  good: (document: { readonly [key: string]: unknown }) => boolean,
): Document {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(bytes).toString())
  } catch {
    // told below
  }
  if (!isObject(value) || !good(value)) throw new Error(`${what}: this is no ${kind}`)
  return value as Document
}

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const areWords = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(each => typeof each === 'string')

const areDescriptors = (value: unknown): boolean => Array.isArray(value) && value.every(isDescriptor)

const isDescriptor = (value: unknown): value is Descriptor =>
  isObject(value) &&
  typeof value.mediaType === 'string' &&
  typeof value.digest === 'string' &&
  Number.isSafeInteger(value.size) &&
  Number(value.size) >= 0

const isRunConfig = (value: unknown): boolean =>
  isObject(value) &&
  [value.Env, value.Entrypoint, value.Cmd].every(each => each === undefined || each === null || areWords(each)) &&
  [value.User, value.WorkingDir, value.StopSignal].every(each => each === undefined || typeof each === 'string')
