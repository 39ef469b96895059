// Images over many commands: a store on disk, what a container gets from it, and how it becomes an image again.
import { createHash, type Hash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'
import { locked } from '#mechanisms/15-lifecycle'
import { changes, commit, pack, unpack } from '#mechanisms/16-commit'
import { flock, LOCK_EX, LOCK_NB, run } from '#native'
import { readLayers } from './07-overlay/layers.ts'
import { own } from './07-overlay/own.ts'
import { blobOf, keep } from './16-commit/blobs.ts'
import { decompress } from './16-commit/decompress.ts'
import { idsInside } from './16-commit/ids.ts'
import { holding, named, readBlob, tag, untag } from './16-commit/layout.ts'
import {
  CONFIG,
  type Descriptor,
  hexOf,
  type ImageConfig,
  LAYER,
  MANIFEST,
  type Manifest,
  REF_NAME,
  readImageConfig,
  readManifest,
} from './16-commit/oci.ts'
import type { Packed } from './16-commit/tar/entry.ts'
import { shown } from './16-commit/walk.ts'
import type { Container } from './container.ts'
import { defined } from './defined.ts'
import { Fresh } from './fresh.ts'
import { alone, ids, look } from './lifecycle.ts'

/** An image of the store. */
export interface Image {
  /** Whole: docker.io/library/alpine:latest. */
  readonly name: string
  readonly descriptor: Descriptor
  readonly manifest: Manifest
  readonly config: ImageConfig
}

/** Annotations of a container that was made from an image: its name, and the digest of its manifest. */
export const IMAGE = 'org.congo.image'
export const MANIFEST_DIGEST = 'org.congo.manifest'

export const imagesOf = (root: string): string => join(root, 'images')

/** All images, in the order of their names. Those that are damaged are told by their error. */
export function listImages(root: string): (Image | { readonly name: string; readonly error: string })[] {
  return named(imagesOf(root))
    .map(descriptor => {
      const name = descriptor.annotations?.[REF_NAME] ?? descriptor.digest
      try {
        return readImage(root, name, descriptor)
      } catch (error) {
        return { name, error: (error as Error).message }
      }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a manifest says of an image. Throws an Error of one line where parts are missing or damaged. */
export function readImage(root: string, name: string, descriptor: Descriptor): Image {
  const images = imagesOf(root)
  const manifest = readManifest(readBlob(images, descriptor), `the manifest of ${name}`)
  const config = readImageConfig(readBlob(images, manifest.config), `the configuration of ${name}`)
  const [layers, named] = [manifest.layers.length, config.rootfs.diff_ids.length]
  if (layers !== named) throw new Error(`${name}: its manifest has ${layers} layers, and its configuration ${named}`)
  return { name, descriptor, manifest, config }
}

/** An unpacked layer has half of its digest for a name: mount(2) takes one page for the paths of all. */
const folderOf = (root: string, diffId: string) => join(root, 'layers', hexOf(diffId).slice(0, 32))

/** The folders of an image's layers, the lowest first. What is not unpacked yet is unpacked. */
export async function unpackedLayers(
  root: string,
  { manifest, config }: Image,
  progress?: (layer: Descriptor) => void,
): Promise<string[]> {
  const folders: string[] = []
  for (const [i, layer] of manifest.layers.entries()) {
    const diffId = config.rootfs.diff_ids[i] ?? ''
    if (!existsSync(folderOf(root, diffId))) {
      progress?.(layer)
      await unpackLayer(root, layer, diffId)
    }
    folders.push(folderOf(root, diffId))
  }
  return folders
}

/** Files and folders that an image has on the disk; others may have them too. */
export function pathsOf(root: string, { descriptor, manifest, config }: Image): string[] {
  const blobs = [descriptor, manifest.config, ...manifest.layers].map(({ digest }) => blobOf(imagesOf(root), digest))
  return [...blobs, ...config.rootfs.diff_ids.map(diffId => folderOf(root, diffId))]
}

/** Whether unpackedLayers() has nothing to do. */
export const areUnpacked = (root: string, { config }: Image): boolean =>
  config.rootfs.diff_ids.every(diffId => existsSync(folderOf(root, diffId)))

async function unpackLayer(root: string, layer: Descriptor, diffId: string): Promise<void> {
  const folder = folderOf(root, diffId)
  const all = join(root, 'layers')
  mkdirSync(all, { recursive: true, mode: 0o700 })
  await locked(join(root, 'layers', '.lock'), async () => {
    if (existsSync(folder)) return
    using fresh = new Fresh(all) // no half-unpacked layer has a name
    const hash = createHash('sha256')
    const its = join(fresh.folder, 'layer')
    mkdirSync(its, { mode: 0o755 })
    await unpack(its, hashed(hash, decompress(createReadStream(blobOf(imagesOf(root), layer.digest)))))
    const found = `sha256:${hash.digest('hex')}`
    if (found !== diffId) throw new Error(`a layer that should be ${diffId} is ${found}: the image is damaged`)
    renameSync(its, folder)
  })
}

/** The same bytes, of which the hash has heard. */
async function* hashed(hash: Hash, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    hash.update(piece)
    yield piece
  }
}

/** What a new image adds to another, or to none. */
export interface Addition {
  readonly base?: Image
  /** Layers on top of those of the base. */
  readonly layers: readonly { readonly layer: Descriptor; readonly diffId: string }[]
  readonly config?: ImageConfig['config']
  /** What has made it, for its history. */
  readonly by: string
  readonly author?: string
  readonly comment?: string
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** Of this machine, as images have it. */
export const PLATFORM = { os: 'linux', architecture: ARCHITECTURES[process.arch] ?? process.arch }

/** Makes an image of layers that are blobs already, and gives it the name. */
export async function makeImage(root: string, name: string, addition: Addition): Promise<Descriptor> {
  const { base, layers, by, author, comment } = addition
  const images = imagesOf(root)
  const created = new Date().toISOString()
  const history = layers.map(() => ({ created, created_by: by, ...(comment !== undefined && { comment }) }))
  const config: ImageConfig = {
    ...(base?.config ?? PLATFORM),
    created,
    ...(author !== undefined && { author }),
    config: addition.config ?? base?.config.config ?? {},
    rootfs: {
      type: 'layers',
      diff_ids: [...(base?.config.rootfs.diff_ids ?? []), ...layers.map(({ diffId }) => diffId)],
    },
    history: [...(base?.config.history ?? []), ...history],
  }
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: await keepJson(images, CONFIG, config),
    layers: [...(base?.manifest.layers ?? []), ...layers.map(({ layer }) => layer)],
  }
  const descriptor = await keepJson(images, MANIFEST, manifest)
  await tag(images, name, descriptor)
  return descriptor
}

const keepJson = (images: string, mediaType: string, value: object): Promise<Descriptor> =>
  keep(images, mediaType, [Buffer.from(JSON.stringify(value))])

/** Takes the name from an image. What no other name and no container needs is removed. */
export async function removeImage(root: string, name: string): Promise<void> {
  await untag(imagesOf(root), name)
  await sweep(root)
}

/** Removes blobs and unpacked layers that no image and no container needs. */
export function sweep(root: string): Promise<void> {
  const images = imagesOf(root)
  return holding(images, async () => {
    const [blobs, folders] = [new Set<string>(), new Set<string>()]
    const containers = ids(root).map(id => look(root, id).container)
    const used = containers.flatMap(c => imageOf(root, c) ?? [])
    for (const image of [...listImages(root), ...used]) {
      if ('error' in image) throw new Error(`${image.error}; nothing is removed while it is not known what is needed`)
      const { descriptor, manifest, config } = image
      for (const { digest } of [descriptor, manifest.config, ...manifest.layers]) blobs.add(hexOf(digest))
      for (const diffId of config.rootfs.diff_ids) folders.add(folderOf(root, diffId))
    }
    for (const c of containers) for (const layer of readLayers(c) ?? []) folders.add(layer)
    for (const name of names(join(images, 'blobs/sha256'))) {
      const file = join(images, 'blobs/sha256', name)
      if (name.endsWith('.part')) abandon(file)
      else if (!blobs.has(name)) rmSync(file)
    }
    for (const name of names(join(root, 'layers'))) {
      const folder = join(root, 'layers', name)
      if (!folders.has(folder)) rmSync(folder, { recursive: true })
    }
  })
}

/** What a pull has brought that nobody goes on with. Only emptied: who waits for its lock would have that of a file without a name. */
function abandon(part: string): void {
  const file = openSync(part, 'r+')
  if (run({ ...flock(file, LOCK_EX | LOCK_NB), allow: ['EAGAIN'] }) === 0) ftruncateSync(file)
  closeSync(file)
}

/** Of a folder that may not be there; those that begin with a dot are in the making. */
const names = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter(name => !name.startsWith('.')) : []

/** Makes an image of one layer: the archive of a root file system. */
export async function importRoot(root: string, name: string, archive: AsyncIterable<Uint8Array>, by: string) {
  const hash = createHash('sha256')
  const layer = await keep(imagesOf(root), LAYER, hashed(hash, decompress(archive)), createGzip())
  const diffId = `sha256:${hash.digest('hex')}`
  await unpackLayer(root, layer, diffId) // now it is known whether it is one
  return makeImage(root, name, { layers: [{ layer, diffId }], by })
}

/** The image that a container was made from; undefined where that was a folder, or the image is not whole any more. */
export function imageOf(root: string, { config: { annotations = {} } }: Container): Image | undefined {
  const { [IMAGE]: name, [MANIFEST_DIGEST]: digest } = annotations
  if (name === undefined || digest === undefined || !existsSync(blobOf(imagesOf(root), digest))) return undefined
  return readImage(root, name, { mediaType: MANIFEST, digest, size: statSync(blobOf(imagesOf(root), digest)).size })
}

/** Makes an image of what a container has, which stands still meanwhile, and gives it the name. */
export async function commitContainer(
  root: string,
  id: string,
  name: string,
  more: Pick<Addition, 'author' | 'comment'>,
): Promise<Descriptor> {
  const made = await alone(root, id, async ({ container, status }) => {
    const images = imagesOf(root)
    const base = imageOf(root, container)
    const layers: Addition['layers'][number][] = []
    if (!base) for (const folder of readLayers(container) ?? []) layers.push(await pack(images, changes(folder)))
    // Without a cgroup it cannot stand still; what is written just then may be in the image by half.
    const running = status === 'running' && container.config.linux?.cgroupsPath !== undefined
    const ids = idsInside(container)
    const hasRun = existsSync(own(container).upper)
    if (hasRun) layers.push(await commit(container, images, { running, ...defined({ ids }) }))
    const { args, cwd, env } = container.config.process
    const config = base ? base.config.config : { Cmd: args, WorkingDir: cwd, Env: env.filter(isLasting) }
    return makeImage(root, name, { ...defined({ base, config }), layers, by: `congo commit ${id}`, ...more })
  })
  if (!made) throw new Error(`${id} has gone meanwhile`)
  return made
}

/** All files of a container, as it would show them, without what is mounted there. */
export function* contentOf(c: Container): Generator<Packed> {
  const layers = readLayers(c)
  if (!layers) throw new Error(`${c.id}: it has no layers; its root file system is a folder, as it is`)
  const ids = idsInside(c)
  const { upper } = own(c)
  const folders = [...(existsSync(upper) ? [upper] : []), ...layers.toReversed()]
  yield* shown(folders, ids)
}

/** Variables that another container has its own of. */
const isLasting = (variable: string) => !/^(?:HOSTNAME|TERM)=/.test(variable)
