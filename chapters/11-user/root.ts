// A root file system that belongs to the container's own root.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LAYERS, readLayers } from '../07-overlay/layers.ts'
import type { Config } from '../config.ts'
import type { Container, IdMapping } from '../container.ts'
import { copyTree, type NewOwner } from './copy.ts'
import type { Maps } from './maps.ts'
import { isRoot } from './rootless.ts'

/** Of the bundle, for copies. */
const FOLDER = 'mapped'
const nameOf = (layer: number) => `layer-${layer}`

/**
 * The config, with copies in place of a root file system, or of layers, whose owner the maps do not have: all their files
 * would be nobody's, and no root of the container could change one. What belongs to somebody in the maps is taken as it is.
 */
export function withOwnRoot(c: Container, maps: Maps, owner: NewOwner): Config {
  const { config } = c
  const layers = readLayers(c)
  const own = (tree: string, name: string) =>
    ownTree(resolve(c.bundle, tree), join(c.bundle, FOLDER, name), maps, owner)
  if (layers) {
    const copies = layers.map((layer, i) => own(layer, nameOf(i)))
    return { ...config, annotations: { ...config.annotations, [LAYERS]: JSON.stringify(copies) } }
  }
  return config.root ? { ...config, root: { ...config.root, path: own(config.root.path, 'root') } } : config
}

/** The layers as the container has them, when it has been started: copies where there are some. */
export const layersOf = (c: Container): readonly string[] =>
  (readLayers(c) ?? []).map((layer, i) => {
    const copy = join(c.bundle, FOLDER, nameOf(i))
    return existsSync(copy) ? copy : layer
  })

/** The tree, or its copy, which is made where it is not there yet. */
function ownTree(tree: string, copy: string, maps: Maps, owner: NewOwner): string {
  const stat = statSync(tree, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return tree // chapters 06 and 07 say it
  if (isOf(maps.uid, stat.uid) && isOf(maps.gid, stat.gid)) return tree
  if (!isRoot())
    throw new Error(`${tree} belongs to user ${stat.uid}, who is not in the maps; unpack an image yourself`)
  if (existsSync(copy)) return copy // from an earlier start, and with what that one has changed
  const part = `${copy}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(join(copy, '..'), { recursive: true })
  copyTree(tree, part, owner)
  renameSync(part, copy) // whole, or not at all
  return copy
}

const isOf = (map: readonly IdMapping[], host: number): boolean =>
  map.some(({ hostID, size }) => hostID <= host && host < hostID + size)
