// Walks the folder that an overlay writes to. Whatever a container does meanwhile, no symbolic link leads out of it.
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  type Stats,
} from 'node:fs'
import { basename, join } from 'node:path'
import { attributesOf } from './attributes.ts'
import { entry, type Kind, type Packed } from './tar/entry.ts'

/** Which ids of the container those of the host are. */
export type Ids = (uid: number, gid: number) => readonly [uid: number, gid: number]

export interface Found extends Packed {
  readonly name: string
  /** Stands in overlay for something of a lower layer that is gone. */
  readonly isWhiteout: boolean
  /** A folder that hides what lower layers have in it. */
  readonly isOpaque: boolean
}

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants

/** Everything below the folder, by name, a folder before what is in it. Content is to be read before the next comes. */
export const walk = (folder: string, ids?: Ids): Generator<Found> => merged([folder], ids)

/** As walk(), of folders that lie one over the other, the uppermost first: what overlay would show, and the whiteouts. */
export function* merged(folders: readonly string[], ids: Ids = (uid, gid) => [uid, gid]): Generator<Found> {
  const seen = new Map<string, string>() // the first name of files that have several
  function* below(fds: readonly number[], path: string): Generator<Found> {
    const all = fds.map(fd => ({ fd, names: new Set(namesIn(`/proc/self/fd/${fd}`, path)) }))
    for (const name of [...new Set(all.flatMap(({ names }) => [...names]))].sort()) {
      const places = all.flatMap(({ fd, names }) => (names.has(name) ? [`/proc/self/fd/${fd}/${name}`] : []))
      const found = look(places[0] as string, join(path, name))
      if (!found) continue
      yield found
      if (found.kind === 'directory') yield* opened(seenThrough(places), join(path, name))
    }
  }
  function* opened(places: readonly string[], path: string): Generator<Found> {
    const fds: number[] = []
    try {
      for (const place of places) fds.push(openSync(place, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
      yield* below(fds, path)
    } finally {
      for (const fd of fds) closeSync(fd)
    }
  }
  function look(at: string, path: string): Found | undefined {
    const stat = lstatSync(at)
    const kind = kindOf(stat)
    if (!kind) return undefined // a socket is of no use without the process that has made it
    const isWhiteout = kind === 'character' && stat.rdev === 0
    const found = { name: basename(path), isWhiteout, isOpaque: false }
    const inode = `${stat.dev}:${stat.ino}`
    const first = seen.get(inode)
    if (first === undefined && kind !== 'directory' && stat.nlink > 1) seen.set(inode, path) // overlay makes whiteouts as names of one file
    const [uid, gid] = ids(stat.uid, stat.gid)
    const common = { mode: stat.mode & 0o7777, uid, gid, mtime: Math.floor(stat.mtimeMs / 1000) }
    const its = kind === 'symlink' || isWhiteout ? undefined : attributesOf(at)
    if (first !== undefined && !isWhiteout) {
      // With all that the file has: other tools give it once more what the entry of each name says.
      const { attributes = new Map<string, Uint8Array>() } = its ?? {}
      return { ...entry(path, 'link', { ...common, attributes, target: first }), ...found }
    }
    return {
      ...entry(path, kind, { ...common, ...contentOf(at, kind, stat), ...its }),
      ...found,
      ...(its && { isOpaque: its.isOpaque }),
    }
  }
  yield* opened(folders, '')
}

/** As merged(), of what a container would see. */
export function* shown(folders: readonly string[], ids?: Ids): Generator<Found> {
  for (const found of merged(folders, ids)) if (!found.isWhiteout) yield found
}

/** Of folders that lie one over the other, uppermost first, what shows as one folder at the path; none where a symbolic link is on the way. */
export const shownAt = (folders: readonly string[], path: string): readonly string[] =>
  path
    .split('/')
    .filter(name => name !== '')
    .reduce(
      (places: readonly string[], name) => seenThrough(places.map(place => join(place, name)).filter(isThere)),
      folders,
    )

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/** Of what is under one name, uppermost first, the folders that show as one. */
function seenThrough(places: readonly string[]): string[] {
  const hides = places.findIndex(place => !lstatSync(place).isDirectory())
  const folders = hides < 0 ? places : places.slice(0, hides)
  const opaque = folders.findIndex(place => attributesOf(place).isOpaque)
  return opaque < 0 ? [...folders] : folders.slice(0, opaque + 1)
}

function kindOf(stat: Stats): Kind | undefined {
  if (stat.isFile()) return 'file'
  if (stat.isDirectory()) return 'directory'
  if (stat.isSymbolicLink()) return 'symlink'
  if (stat.isCharacterDevice()) return 'character'
  if (stat.isBlockDevice()) return 'block'
  return stat.isFIFO() ? 'fifo' : undefined
}

/** Throws an Error of one line for a name that no layer can have: `path` is that of the folder. */
function namesIn(folder: string, path: string): string[] {
  return readdirSync(folder, { encoding: 'buffer' }).map(bytes => {
    const name = bytes.toString()
    const wrong = (why: string) => new Error(`${JSON.stringify(join(path, name))}: ${why}`)
    if (!Buffer.from(name).equals(bytes)) throw wrong('this name is not UTF-8, and others cannot be in an image')
    if (name.startsWith('.wh.')) throw wrong('no file of an image can have a name with .wh. first')
    return name
  })
}

function contentOf(at: string, kind: Kind, { size, rdev }: Stats): Partial<Packed> {
  if (kind === 'symlink') return { target: readlinkSync(at) }
  if (kind === 'character' || kind === 'block') return { device: [major(rdev), minor(rdev)] }
  if (kind !== 'file') return {}
  return { size, content: bytesOf(at) }
}

/** makedev(3) */
const major = (device: number) => (device >>> 8) & 0xfff
const minor = (device: number) => (device & 0xff) | ((device >>> 12) & 0xfff00)

async function* bytesOf(at: string): AsyncGenerator<Uint8Array> {
  const fd = openSync(at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`${at}: it has changed while it was read`)
    yield* createReadStream('', { fd, autoClose: false, start: 0 })
  } finally {
    closeSync(fd)
  }
}
