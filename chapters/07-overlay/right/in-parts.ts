// right: small functions; a layer is tried by opening it; the overlay is mounted on the working directory
import { chmodSync, chownSync, closeSync, constants, existsSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import * as native from '#native'
import { LAYERS, readLayers } from '../../../chapters/07-overlay/layers.ts'
import { own } from '../../../chapters/07-overlay/own.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const SPECIAL = new Set([',', ':', '\\'])

function escaped(path: string): string {
  let text = ''
  for (const character of path) text += SPECIAL.has(character) ? `\\${character}` : character
  return text
}

const topFirst = (layers: readonly string[]) => layers.map((_, i) => escaped(layers.at(-1 - i) ?? ''))

export const options = (c: Container, layers: readonly string[]): string =>
  Object.entries({ upperdir: own(c).upper, workdir: own(c).work })
    .map(([key, path]) => `${key}=${escaped(path)}`)
    .concat('userxattr', `lowerdir=${topFirst(layers).join(':')}`)
    .join(',')

export function rootOf({ bundle, config: { root } }: Container): string {
  const path = root?.path ?? ''
  return isAbsolute(path) ? path : join(bundle, path)
}

function opens(folder: string): boolean {
  try {
    closeSync(openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY))
    return true
  } catch {
    return false
  }
}

function refuse(layers: readonly string[], bytes: number): void {
  for (const layer of layers) if (!opens(layer)) throw new Error(`${LAYERS}: cannot open the folder ${layer}`)
  if (bytes > 4095) throw new Error(`${LAYERS}: ${bytes} is more than the 4095 bytes of a mount`)
}

function makeLike(folder: string, model: string): void {
  const made = mkdirSync(folder, { recursive: true })
  if (made === undefined) return
  const { mode, uid, gid } = statSync(model)
  chownSync(folder, uid, gid)
  chmodSync(folder, mode & 0o7777)
}

export const mechanism: Mechanism = {
  name: '07-overlay',
  prepare(c) {
    const layers = readLayers(c) ?? []
    const top = layers.at(-1)
    if (top === undefined) return
    refuse(layers, Buffer.byteLength(options(c, layers)))
    mkdirSync(rootOf(c), { recursive: true })
    for (const folder of Object.values(own(c))) makeLike(folder, top)
  },
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    const root = native.slot('place')
    const { AT_FDCWD, O_CLOEXEC, O_DIRECTORY, O_PATH } = native
    return [
      { ...native.openat(AT_FDCWD, rootOf(c), O_PATH | O_DIRECTORY | O_CLOEXEC), save: root },
      native.fchdir(root),
      native.close(root),
      native.mount('overlay', '.', 'overlay', 0, options(c, layers)),
      native.chdir('/'),
    ]
  },
  release(c) {
    if (c.config.annotations?.[LAYERS] === undefined) return
    const inner = join(own(c).work, 'work')
    if (existsSync(inner)) chmodSync(inner, 0o700)
    rmSync(own(c).work, { recursive: true, force: true })
  },
}
