import { closeSync, existsSync, openSync, realpathSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { copy, type Place } from '../copy.ts'
import { openFolder, placeOf, type Root, withRoot } from '../in-root.ts'
import { findId, Misuse, storeRoot } from '../place.ts'
import type { Where } from './types.ts'

/** A path of the host, or of a container. */
interface Side {
  readonly container?: string
  readonly path: string
  readonly typed: string
}

/** CONTAINER:PATH; what has a slash before the colon, or begins with "." or "/", is a path of the host. */
function sideOf(typed: string): Side {
  const [, container, path = ''] = /^([^/.:][^/:]*):(.*)$/s.exec(typed) ?? []
  if (container === undefined) return { path: typed, typed }
  return { container, path: `/${path}`, typed }
}

/**
 * Copies files and folders: CONTAINER:PATH to a path of the host, or the other way round. Gives the names of those that are no
 * file, folder or link, and were left out.
 */
export async function cp(source: string, target: string, { root }: Where = {}): Promise<string[]> {
  const store = storeRoot(root)
  const [from, to] = [sideOf(source), sideOf(target)]
  const one = from.container ?? to.container
  if (one === undefined || (from.container !== undefined && to.container !== undefined))
    throw new Misuse('cp: one of both is a container: CONTAINER:PATH')
  const left: string[] = []
  await withRoot(store, findId(store, one), inside => {
    left.push(...copyBetween(from, to, inside))
  })
  return left
}

function copyBetween(from: Side, to: Side, inside: Root): string[] {
  const host = openSync('/', 'r')
  const open: number[] = [host]
  const kept = (place: Place) => {
    open.push(place.folder)
    return place
  }
  const topOf = (side: Side) => (side.container === undefined ? host : inside.top)
  try {
    const source = kept(placeOf(topOf(from), pathOf(from), from.typed))
    const target = kept(targetOf(topOf(to), to, source.name))
    return copy(source, target, to.container === undefined ? undefined : inside.owner)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Misuse(`${from.typed}: there is no such file or folder`)
  } finally {
    for (const fd of open) closeSync(fd)
  }
}

/** An absolute path. The "/." of cp, which stands for all that is in a folder, is kept. */
function pathOf({ container, path }: Side): string {
  const whole = container === undefined ? resolve(path) : posix.normalize(path)
  return /(^|\/)\.$/.test(path) ? `${whole.replace(/\/$/, '')}/.` : whole.replace(/(?<=.)\/$/, '')
}

/** Into a folder that is there, or under the last name of the path. On the host a link stands for what it leads to. */
function targetOf(top: number, to: Side, name: string): Place {
  const isThere = to.container === undefined && existsSync(to.path)
  const path = isThere ? realpathSync(to.path) : pathOf(to)
  try {
    return { folder: openFolder(top, path, to.typed), name }
  } catch (error) {
    if (!(error instanceof Misuse) || to.path.endsWith('/')) throw error
    return placeOf(top, path, to.typed)
  }
}
