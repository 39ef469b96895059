// Where the files are that set-up compiled from native/.
import { statSync } from 'node:fs'
import { join } from 'node:path'

/** Beside a bundle, or where set-up puts them for the sources. */
const folders = ['.', '..', '../dist'].map(place => join(import.meta.dirname, place))

/** Has compiled() look in this folder first; it comes too late where the addon has been loaded. */
export function lookIn(folder: string): void {
  folders.unshift(folder)
}

/** The path of `addon.node`, `become`, `init`, `monitor` or `probe`. Throws where it is missing. */
export function compiled(name: string): string {
  const places = folders.map(folder => join(folder, name))
  const found = places.find(place => statSync(place, { throwIfNoEntry: false })?.isFile()) // native/probe is a folder
  if (found === undefined)
    throw new Error(`native/ is not compiled: ${name} is missing; npm run doctor says what to do`)
  return found
}
