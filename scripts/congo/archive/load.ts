// Images and root file systems from a file or a folder: an OCI layout, what `docker save` writes, or a tar of a root.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { admit } from '#mechanisms/16-commit'
import { blobOf, keep } from '../../../chapters/16-commit/blobs.ts'
import { decompress } from '../../../chapters/16-commit/decompress.ts'
import { readBlob, tag } from '../../../chapters/16-commit/layout.ts'
import {
  CONFIG,
  type Descriptor,
  DOCKER_MANIFEST,
  MANIFEST,
  type Manifest,
  REF_NAME,
  readImageConfig,
  readIndex,
  readManifest,
  TAR,
} from '../../../chapters/16-commit/oci.ts'
import { readReference, wholeName } from '../../../chapters/16-commit/reference.ts'
import type { Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import { imagesOf, importRoot } from '../../../chapters/images.ts'
import { Misuse } from '../place.ts'

/** Documents are small: what is larger is not one. */
const LARGEST = 8 * 1024 * 1024

const FOLDER = 'oci-layout'
const DOCKER = 'manifest.json'

/** Takes in what is in the file or folder, and gives the names that it has now. Throws an Error of one line. */
export async function load(root: string, file: string, name?: string): Promise<string[]> {
  const whole = name === undefined ? undefined : wholeName(readReference(name))
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) throw new Misuse(`${file}: there is no such file`)
  if (stat.isDirectory()) {
    if (existsSync(join(file, FOLDER))) return loadFolder(root, file, whole)
    throw new Misuse(`${file}: this folder is no OCI layout; congo run ${file} runs it as it is`)
  }
  const kind = await kindOf(file)
  if (kind === 'oci') return loadLayout(root, file, whole)
  if (kind === 'docker') return loadDocker(root, file, whole)
  if (whole === undefined)
    throw new Misuse(`${file}: this is a root file system; congo import ${file} NAME makes an image of it`)
  try {
    await importRoot(root, whole, createReadStream(file), `congo import ${basename(file)}`)
  } catch (error) {
    throw about(file, error)
  }
  return [whole]
}

const about = (file: string, error: unknown) => new Error(`${file}: ${(error as Error).message}`, { cause: error })

/** Throws an Error of one line that begins with the file. */
async function* entriesOf(file: string): AsyncGenerator<Packed> {
  try {
    yield* read(decompress(createReadStream(file)))
  } catch (error) {
    throw about(file, error)
  }
}

const plain = (path: string) => path.replace(/^(?:\.?\/)+/, '')

async function kindOf(file: string): Promise<'oci' | 'docker' | 'root'> {
  let kind: 'docker' | 'root' = 'root'
  for await (const { path } of entriesOf(file)) {
    if (plain(path) === FOLDER) return 'oci'
    if (plain(path) === DOCKER) kind = 'docker'
  }
  return kind
}

async function bytesOf({ path, size, content }: Packed): Promise<Buffer> {
  if (size > LARGEST) throw new Error(`${path}: ${size} bytes, which no document of an image has`)
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** A layout that is a folder: each blob is checked, and copied. */
function loadFolder(root: string, folder: string, name?: string): Promise<string[]> {
  const index = readFileSync(join(folder, 'index.json'))
  return nameAll(root, folder, index, name, async descriptor => {
    const file = blobOf(folder, descriptor.digest)
    if (!existsSync(file)) throw new Error(`${file}: this part of the image is missing`)
    await admit(imagesOf(root), descriptor, start => createReadStream(file, { start }))
  })
}

/** A layout in a tar: first all its blobs, then what its index says of them. */
async function loadLayout(root: string, file: string, name?: string): Promise<string[]> {
  let index: Buffer | undefined
  for await (const entry of entriesOf(file)) {
    const path = plain(entry.path)
    const hex = /^blobs\/sha256\/([\da-f]{64})$/.exec(path)?.[1]
    if (path === 'index.json') index = await bytesOf(entry)
    else if (hex && entry.kind === 'file') await take(root, entry, `sha256:${hex}`)
  }
  if (!index) throw new Error(`${file}: it has no index.json`)
  return nameAll(root, file, index, name, async () => undefined)
}

/** The content of an entry as a blob that has to have this digest. */
async function take(root: string, { size, content }: Packed, digest: string): Promise<void> {
  await admit(imagesOf(root), { mediaType: '', digest, size }, async function* (from) {
    let at = 0
    for await (const piece of content) {
      if (at + piece.length > from) yield piece.subarray(Math.max(0, from - at))
      at += piece.length
    }
  })
}

/** Gives the images of an index their names, when `bring` has brought what they are made of. */
async function nameAll(
  root: string,
  file: string,
  index: Buffer,
  name: string | undefined,
  bring: (descriptor: Descriptor) => Promise<void>,
): Promise<string[]> {
  const images = imagesOf(root)
  const found = readIndex(index, join(file, 'index.json')).manifests.filter(({ mediaType }) =>
    [MANIFEST, DOCKER_MANIFEST].includes(mediaType),
  )
  if (found.length === 0) throw new Error(`${file}: there is no image in it`)
  if (name !== undefined && found.length > 1)
    throw new Misuse(`${file}: there are ${found.length} images in it: leave the name out`)
  const names: string[] = []
  for (const { annotations, platform, ...descriptor } of found) {
    await bring(descriptor)
    const { config, layers } = readManifest(readBlob(images, descriptor), file)
    for (const each of [config, ...layers]) await bring(each)
    readImageConfig(readBlob(images, config), file)
    const its = name ?? nameIn(file, annotations)
    await tag(images, its, descriptor)
    names.push(its)
  }
  return names
}

/** As containerd has it; as others have it; and where that is a tag only, the file's name comes before. */
function nameIn(file: string, annotations: Descriptor['annotations'] = {}): string {
  const told = annotations['io.containerd.image.name'] ?? annotations[REF_NAME] ?? 'latest'
  const stem = basename(file)
    .replace(/\.(?:tar|tgz|tar\.gz|oci|tar\.zst)$/, '')
    .toLowerCase()
  return wholeName(readReference(/[:/]/.test(told) ? told : `${stem}:${told}`))
}

interface Saved {
  readonly Config: string
  readonly RepoTags: readonly string[] | null
  readonly Layers: readonly string[]
}

/** What `docker save` writes: layers that are not packed, and a list of images. */
async function loadDocker(root: string, file: string, name?: string): Promise<string[]> {
  const images = imagesOf(root)
  const blobs = new Map<string, Descriptor>()
  const links = new Map<string, string>()
  let list: Buffer | undefined
  for await (const entry of entriesOf(file)) {
    const path = plain(entry.path)
    if (path === DOCKER) list = await bytesOf(entry)
    else if (entry.kind === 'file')
      blobs.set(path, await keep(images, /\.json$/.test(path) ? CONFIG : TAR, entry.content))
    else if (entry.kind === 'symlink') links.set(path, join(path, '..', entry.target))
    else if (entry.kind === 'link') links.set(path, plain(entry.target))
  }
  const blob = (path: string): Descriptor => {
    const found = blobs.get(links.get(path) ?? path)
    if (!found) throw new Error(`${file}: ${path} of the image is missing`)
    return found
  }
  const names: string[] = []
  for (const { Config, RepoTags, Layers } of readSaved(list, file)) {
    const config = { ...blob(Config), mediaType: CONFIG }
    readImageConfig(readBlob(images, config), `${file}: ${Config}`)
    const layers = Layers.map(layer => ({ ...blob(layer), mediaType: TAR }))
    const manifest: Manifest = { schemaVersion: 2, mediaType: MANIFEST, config, layers }
    const descriptor = await keep(images, MANIFEST, [Buffer.from(JSON.stringify(manifest))])
    const its = name === undefined ? (RepoTags ?? []).map(each => wholeName(readReference(each))) : [name]
    if (its.length === 0)
      throw new Misuse(`${file}: an image in it has no name; congo import ${file} NAME gives it one`)
    for (const each of its) await tag(images, each, descriptor)
    names.push(...its)
  }
  return names
}

function readSaved(bytes: Buffer | undefined, file: string): Saved[] {
  const isSaved = (value: unknown): value is Saved => {
    if (typeof value !== 'object' || value === null) return false
    const { Config, RepoTags, Layers } = value as { [key: string]: unknown }
    const words = (list: unknown) => Array.isArray(list) && list.every(each => typeof each === 'string')
    return typeof Config === 'string' && (RepoTags === null || words(RepoTags)) && words(Layers)
  }
  try {
    const value: unknown = JSON.parse(bytes?.toString() ?? '')
    if (Array.isArray(value) && value.every(isSaved)) return value
  } catch {
    // told below
  }
  throw new Error(`${file}: its ${DOCKER} is no list of images`)
}
