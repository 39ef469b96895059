// right: a class; options are a list of pairs, with further ones that say the kernel's defaults; escapes one by one
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { mount } from '#native'
import { LAYERS, readLayers } from '../../../chapters/07-overlay/layers.ts'
import { own } from '../../../chapters/07-overlay/own.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'

const escaped = (path: string) => path.replaceAll('\\', '\\\\').replaceAll(',', '\\,').replaceAll(':', '\\:')

class Overlay {
  readonly #c: Container
  readonly #layers: readonly string[]

  constructor(c: Container, layers: readonly string[]) {
    this.#c = c
    this.#layers = layers
  }

  get options(): string {
    const { upper, work } = own(this.#c)
    let lower = ''
    for (const layer of this.#layers) lower = `${escaped(layer)}${lower === '' ? '' : ':'}${lower}`
    const pairs: [key: string, value?: string][] = [
      ['lowerdir', lower],
      ['upperdir', escaped(upper)],
      ['workdir', escaped(work)],
      ['userxattr'],
      ['index', 'off'],
      ['metacopy', 'off'],
    ]
    return pairs.map(pair => pair.join('=')).join(',')
  }

  check(): void {
    for (const layer of this.#layers) {
      if (!fs.existsSync(layer)) throw new Error(`${LAYERS}: ${layer}: not there`)
      if (!fs.lstatSync(fs.realpathSync(layer)).isDirectory()) throw new Error(`${LAYERS}: ${layer}: a file`)
    }
    const { length } = Buffer.from(this.options)
    if (length >= 4096) throw new Error(`${LAYERS}: ${length} bytes, and 4095 fit`)
  }

  furnish(): void {
    const { upper, work } = own(this.#c)
    const { mode, uid, gid } = fs.statSync(this.#layers.at(-1) ?? '/')
    for (const folder of [work, rootOf(this.#c)]) fs.mkdirSync(folder, { recursive: true })
    fs.chownSync(work, uid, gid)
    if (fs.existsSync(upper)) return
    fs.mkdirSync(upper, { recursive: true })
    fs.chownSync(upper, uid, gid)
    fs.chmodSync(upper, mode & 0o7777)
  }
}

const overlays = new WeakMap<Container, Overlay>()

export function options(c: Container, layers: readonly string[]): string {
  return new Overlay(c, layers).options
}

export const rootOf = (c: Container): string => resolve(c.bundle, c.config.root?.path ?? '')

export const mechanism: Mechanism = {
  name: '07-overlay',
  prepare(c) {
    const layers = readLayers(c)
    if (!layers) return
    const overlay = new Overlay(c, layers)
    overlay.check()
    overlay.furnish()
    overlays.set(c, overlay)
  },
  steps(c) {
    const overlay = overlays.get(c)
    return overlay === undefined ? [] : [mount(c.id, rootOf(c), 'overlay', 0, overlay.options)]
  },
  release(c) {
    if (c.config.annotations?.[LAYERS] === undefined) return
    const { work } = own(c)
    if (fs.existsSync(join(work, 'work'))) fs.chmodSync(join(work, 'work'), 0o755)
    fs.rmSync(work, { force: true, recursive: true })
  },
}
