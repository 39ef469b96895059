// What a container has changed in its root file system, read from the layer that is its own.
import { existsSync, lstatSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { own } from '../../chapters/07-overlay/own.ts'
import { layersOf } from '../../chapters/11-user/root.ts'
import { attributesOf } from '../../chapters/16-commit/attributes.ts'
import { type Found, walk } from '../../chapters/16-commit/walk.ts'
import type { Container } from '../../chapters/container.ts'
import type { Change } from './library/types.ts'

export function changes(c: Container): Change[] {
  const { upper } = own(c)
  if (!existsSync(upper)) return []
  const layers = new Layers(layersOf(c))
  const found: Change[] = []
  for (const each of walk(upper)) {
    const path = `/${each.path}`
    const below = layers.look(path)
    if (each.isWhiteout) {
      if (below) found.push({ kind: 'D', path })
      continue
    }
    if (!below && isPlace(c, each, path)) continue
    found.push({ kind: below ? 'C' : 'A', path })
    if (each.isOpaque && below?.isDirectory()) {
      const hidden = layers.names(path).filter(name => !isThere(join(upper, path, name)))
      found.push(...hidden.map(name => ({ kind: 'D', path: join(path, name) }) as const))
    }
  }
  // A folder stands there because of what is in it as well: where nothing of that is told, it has not changed itself.
  const told: Change[] = []
  for (const change of found.toReversed()) {
    const inside = told.at(-1)?.path.startsWith(`${change.path}/`)
    if (inside || !isSameFolder(join(upper, change.path), layers.look(change.path))) told.push(change)
  }
  return told.reverse()
}

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** An empty file or folder that was made when the container started, for a mount to lie on. */
function isPlace({ config }: Container, { kind, size }: Found, path: string): boolean {
  if (kind === 'file' && size > 0) return false
  const places = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf', ...(config.mounts ?? []).map(m => m.destination)]
  return places.some(place => place === path || (kind === 'directory' && place.startsWith(`${path}/`)))
}

function isSameFolder(path: string, before: Stats | undefined): boolean {
  const now = lstatSync(path, { throwIfNoEntry: false })
  if (!now?.isDirectory() || !before?.isDirectory()) return false
  return now.mode === before.mode && now.uid === before.uid && now.gid === before.gid
}

/** The layers of an image as one tree. No link of one leads into another, or out: no name is looked up but the last. */
class Layers {
  readonly #upmost: readonly string[]

  constructor(layers: readonly string[]) {
    this.#upmost = layers.toReversed()
  }

  look(path: string): Stats | undefined {
    for (const layer of this.#upmost) {
      const names = path.split('/').filter(Boolean)
      let at = layer
      let hides = false
      for (const [i, name] of names.entries()) {
        at = join(at, name)
        const stat = lstatSync(at, { throwIfNoEntry: false })
        if (!stat) break
        if (stat.isCharacterDevice() && stat.rdev === 0) return undefined
        if (i === names.length - 1) return stat
        if (!stat.isDirectory()) return undefined
        hides ||= attributesOf(at).isOpaque
      }
      if (hides) return undefined
    }
    return undefined
  }

  /** In a folder, what the layers together have. */
  names(path: string): string[] {
    const all = new Set<string>()
    for (const layer of this.#upmost) {
      const folder = join(layer, path)
      if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory())
        for (const name of readdirSync(folder)) all.add(name)
    }
    return [...all].filter(name => this.look(join(path, name))).sort()
  }
}
