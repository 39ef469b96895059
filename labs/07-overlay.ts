// Your lab for chapters/07-overlay: 4 holes to fill.
//   npm run lab 07-overlay      runs it in the machine and shows what happened
//   npm run check 07-overlay    has the kernel judge it

// Chapter 07: layers of an image that all its containers share, and one on top for what a container changes.
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { mount } from '#native'
import { LAYERS, readLayers } from '../chapters/07-overlay/layers.ts'
import { own } from '../chapters/07-overlay/own.ts'
import type { Container, Mechanism } from '../chapters/container.ts'
import { hole } from '../chapters/hole.ts'

/** mount(2) reads a page of options, its end mark included. What is beyond that is cut off without a word. */
const LONGEST = 4095 // bytes

/** What overlay is told: lowerdir=TOP:...:BOTTOM,upperdir=...,workdir=...,userxattr */
export function options(c: Container, layers: readonly string[]): string {
  const { upper, work } = own(c)
  // hole 1: this text, with every path in it escaped(). The layers come with the lowest first; overlay wants the
  //   uppermost first, and a colon between two
  return hole(1)
}

/** A path as it stands among the options, where `,` ends an option, `:` a layer, and `\` spares the next character. */
function escaped(path: string): string {
  // hole 2: put a backslash before each of these three
  return hole(2)
}

/** Refuses, before there is a child, what the kernel would refuse with one word, or misunderstand. */
function check(layers: readonly string[], data: string): void {
  // hole 3: throw an Error, a line that names LAYERS, for a layer that is no folder (statSync, with throwIfNoEntry:
  //   false), telling which; and for data of more than LONGEST bytes, telling both numbers
  hole(3)
}

/** Before the root is entered: the layers become one tree, at the place where the config has the root. */
export const mechanism: Mechanism = {
  name: '07-overlay',
  prepare(c) {
    const layers = readLayers(c)
    if (!layers) return
    check(layers, options(c, layers))
    const { upper, work } = own(c)
    for (const folder of [rootOf(c), work]) mkdirSync(folder, { recursive: true })
    const { mode, uid, gid } = statSync(layers.at(-1) as string) // what upper has will be the root's
    chownSync(work, uid, gid)
    if (mkdirSync(upper, { recursive: true }) === undefined) return // from an earlier start
    chownSync(upper, uid, gid)
    chmodSync(upper, mode & 0o7777)
  },
  steps(c) {
    const layers = readLayers(c)
    if (!layers) return []
    // hole 4: the step mount(source, target, type, flags, data). The type is overlay; there is no source, and the name
    //   of the type stands for it; the target is rootOf(c)
    return hole(4)
  },
  release(c) {
    if (c.config.annotations?.[LAYERS] === undefined) return
    // upper is what the container has made: it stays as long as the bundle, for a later start or a new image
    const { work } = own(c)
    const inner = join(work, 'work') // made by the kernel, with no rights for anybody: root needs none
    if (existsSync(inner)) chmodSync(inner, 0o700)
    rmSync(work, { recursive: true, force: true }) // follows no symbolic link
  },
}

/** The folder on the host where the root appears. A path that is not absolute begins at the bundle. */
export const rootOf = (c: Container): string => resolve(c.bundle, c.config.root?.path ?? '')
