// right: the child goes to the bundle, and upper and work are named from there, as Docker does where paths are long
import { chmodSync, chownSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { chdir, mount, type Step } from '#native'
import { LAYERS, readLayers } from '../../../chapters/07-overlay/layers.ts'
import { own } from '../../../chapters/07-overlay/own.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const PAGE = 4096

const spared = (path: string) => [...path].map(letter => (',:\\'.includes(letter) ? `\\${letter}` : letter)).join('')

export function options(c: Container, layers: readonly string[]): string {
  const { upper, work } = own(c)
  const words = ['userxattr', `workdir=${spared(basename(work))}`, `upperdir=${spared(basename(upper))}`]
  return [...words, `lowerdir=${[...layers].reverse().map(spared).join(':')}`].join(',')
}

export const rootOf = (c: Container): string => resolve(c.bundle, c.config.root?.path ?? '')

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

export const mechanism: Mechanism = {
  name: '07-overlay',
  prepare(c) {
    const layers = readLayers(c)
    if (layers === undefined) return
    const missing = layers.find(layer => !isFolder(layer))
    if (missing !== undefined) throw new Error(`${LAYERS}: ${missing} is no folder`)
    const size = Buffer.byteLength(options(c, layers)) + 1
    if (size > PAGE) throw new Error(`${LAYERS}: options of ${size - 1} bytes, where 4095 are possible`)
    const { upper, work } = own(c)
    mkdirSync(rootOf(c), { recursive: true })
    mkdirSync(work, { recursive: true })
    const top = statSync(layers[layers.length - 1] as string)
    chownSync(work, top.uid, top.gid)
    if (isFolder(upper)) return
    mkdirSync(upper)
    chownSync(upper, top.uid, top.gid)
    chmodSync(upper, top.mode & 0o7777)
  },
  steps(c): Step[] {
    const layers = readLayers(c)
    return layers ? [chdir(c.bundle), mount('none', rootOf(c), 'overlay', 0, options(c, layers))] : []
  },
  release(c) {
    if (!c.config.annotations?.[LAYERS]) return
    const { work } = own(c)
    try {
      chmodSync(join(work, 'work'), 0o700)
    } catch {
      // it never came to a mount
    }
    rmSync(work, { recursive: true, force: true })
  },
}
