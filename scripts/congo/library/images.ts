// Images of the store: brought, made, told and removed.
import { Readable } from 'node:stream'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import { readReference, shortName, wholeName } from '../../../chapters/16-commit/reference.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { defined } from '../../../chapters/defined.ts'
import { commitContainer, IMAGE, type Image, listImages, removeImage } from '../../../chapters/images.ts'
import { ids, look } from '../../../chapters/lifecycle.ts'
import { printedElsewhere } from '../among-users.ts'
import { load as loadFile } from '../archive/load.ts'
import { saved } from '../archive/save.ts'
import { demandImage } from '../image.ts'
import { findId, Misuse, storeRoot } from '../place.ts'
import { pull as fetchImage } from '../registry/pull.ts'
import { push as sendImage } from '../registry/push.ts'
import type { CreateOptions, Damaged, ImageSummary, Where } from './types.ts'

type Moving = Pick<CreateOptions, 'root' | 'progress'>

/** Fetches an image from its registry. Gives its digest. */
export async function pull(name: string, { root, progress }: Moving = {}): Promise<string> {
  const { descriptor } = await fetchImage(storeRoot(root), readReference(name), defined({ progress }))
  return descriptor.digest
}

/** Sends an image to the registry that its name begins with. Gives its digest. */
export async function push(name: string, { root, progress }: Moving = {}): Promise<string> {
  const store = storeRoot(root)
  const image = demandImage(store, name)
  await sendImage(store, image, defined({ progress }))
  return image.descriptor.digest
}

/** All images, by their names. */
export function images({ root }: Where = {}): (ImageSummary | Damaged)[] {
  return listImages(storeRoot(root)).map(each =>
    'error' in each ? { id: each.name, error: each.error } : summary(each),
  )
}

function summary({ name, descriptor, manifest, config }: Image): ImageSummary {
  const size = manifest.layers.reduce((sum, layer) => sum + layer.size, 0)
  const id = manifest.config.digest.replace('sha256:', '')
  return { name: shortName(name), id, digest: descriptor.digest, created: config.created ?? null, size }
}

/** Makes an image of what a container has become, which stands still meanwhile. Gives the image's digest. */
export async function commit(
  id: string,
  name: string,
  { root, author, message }: Where & { readonly author?: string; readonly message?: string } = {},
): Promise<string> {
  const store = storeRoot(root)
  const container = findId(store, id)
  const whole = wholeName(readReference(name))
  if (!isRoot()) {
    const more = Object.entries({ author, message }).flatMap(([flag, value]) => (value ? [`--${flag}`, value] : []))
    return (await printedElsewhere(store, ['commit', ...more, container, whole])).trim()
  }
  return (await commitContainer(store, container, whole, defined({ author, comment: message }))).digest
}

/**
 * Takes in what is in a file, and gives the names that it has now: an OCI layout, what `docker save` has written, or, under
 * `name`, the tar of a root file system. Throws an Error of one line, which begins with the file.
 */
export async function load(file: string, { root, name }: Where & { readonly name?: string } = {}): Promise<string[]> {
  const store = storeRoot(root)
  if (isRoot()) return (await loadFile(store, file, name)).map(shortName)
  const words = name === undefined ? ['load', '-i', file] : ['import', file, name]
  return (await printedElsewhere(store, words)).trim().split('\n')
}

/** Images as a tar: an OCI layout, which Docker and Podman load as well. */
export function save(names: readonly string[], { root }: Where = {}): Readable {
  const store = storeRoot(root)
  const all = names.map(name => demandImage(store, name))
  return Readable.from(written(saved(store, all)))
}

/** Removes an image; with `force` also one that a container was made from, which keeps its layers. */
export async function rmi(
  image: string,
  { root, force = false }: Where & { readonly force?: boolean } = {},
): Promise<void> {
  const store = storeRoot(root)
  const { name } = demandImage(store, image)
  const user = ids(store).find(id => look(store, id).container.config.annotations?.[IMAGE] === name)
  if (user !== undefined && !force)
    throw new Misuse(`${image}: container ${user} was made from it; --force removes it all the same`)
  if (isRoot()) await removeImage(store, name)
  else await printedElsewhere(store, ['rmi', '--force', name])
}
