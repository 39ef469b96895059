// The folder of a layer while it is filled. Nothing is done by a path that begins at the host's root: a place is a name in
// a folder that was opened below the layer.
import {
  chmodSync,
  closeSync,
  constants,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  rmSync,
  type Stats,
  symlinkSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { AT_FDCWD, mknodat, run, S_IFBLK, S_IFCHR, S_IFIFO, StepError } from '#native'
import { makeOpaque, setAttributes } from './attributes.ts'
import type { Entry, Packed } from './tar/entry.ts'

type OpenBelow = (top: number, names: readonly string[]) => number

const ZEROS = Buffer.alloc(64 * 1024)

export class LayerFolder {
  readonly #top: number
  readonly #open: OpenBelow
  /** When folders were changed last: set in the end, because what comes into a folder changes that. */
  readonly #times = new Map<string, number>()

  constructor(folder: string, openBelow: OpenBelow) {
    this.#top = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY)
    this.#open = openBelow
  }

  /** Does it with a path of the folder, which leads nowhere else. Missing folders are made where that is wanted. */
  async #in<Result>(
    names: readonly string[],
    make: boolean,
    act: (folder: string) => Result,
  ): Promise<Awaited<Result>> {
    const fd = this.#opened(names, make)
    try {
      return await act(`/proc/self/fd/${fd}`)
    } finally {
      closeSync(fd)
    }
  }

  #opened(names: readonly string[], make: boolean): number {
    try {
      return this.#open(this.#top, names)
    } catch (error) {
      if (!make || !(error instanceof StepError) || error.errno !== 'ENOENT' || names.length === 0) throw error
    }
    const above = this.#opened(names.slice(0, -1), make)
    try {
      mkdirSync(`/proc/self/fd/${above}/${names.at(-1)}`)
    } finally {
      closeSync(above)
    }
    return this.#open(this.#top, names)
  }

  /** As #in(), for what the archive calls `path`. */
  #fill(names: readonly string[], path: string, act: (folder: string) => void | Promise<void>): Promise<void> {
    return this.#in(names, true, act).catch(error => {
      throw inWords(error, path)
    })
  }

  /** Makes what the entry says, named so in that folder. `target` are the names on the way to that of a hard link. */
  put(names: readonly string[], name: string, entry: Packed, target: readonly string[]): Promise<void> {
    return this.#fill(names, entry.path, async folder => {
      const at = `${folder}/${name}`
      if (name === '.' && entry.kind !== 'directory') throw new Error('the root of a layer has to be a folder')
      const before = this.#clear(at, entry)
      if (entry.kind === 'link') {
        await this.#in(target.slice(0, -1), false, other => linkSync(`${other}/${target.at(-1)}`, at))
        return
      }
      if (entry.kind === 'file') await writeFile(at, entry)
      else if (!before && !make(at, entry)) return
      chown(at, entry)
      if (entry.kind !== 'symlink') {
        chmodSync(at, entry.mode) // after chown, which takes setuid away
        setAttributes(at, entry.attributes)
      }
      if (entry.kind === 'directory') this.#times.set([...names, name].join('/'), entry.mtime)
      else lutimesSync(at, entry.mtime, entry.mtime)
    })
  }

  /** Takes away what an earlier entry has put there, unless both are folders; gives what stays. */
  #clear(at: string, { kind }: Entry): Stats | undefined {
    const before = lstatSync(at, { throwIfNoEntry: false })
    if (before?.isDirectory() && kind === 'directory') return before
    rmSync(at, { recursive: true, force: true })
    if (isWhiteout(before) && kind === 'directory') {
      mkdirSync(at) // a new one in place of one that is gone
      makeOpaque(at)
      return lstatSync(at)
    }
    return undefined
  }

  /** What lower layers have in the folder does not show. */
  makeOpaque(names: readonly string[]): Promise<void> {
    return this.#fill(names, names.join('/'), folder => makeOpaque(`${folder}/.`))
  }

  /** What lower layers have under that name does not show: a character device 0, 0, as overlay makes it itself. */
  whiteOut(names: readonly string[], name: string): Promise<void> {
    return this.#fill(names, [...names, name].join('/'), folder => {
      const at = `${folder}/${name}`
      const before = lstatSync(at, { throwIfNoEntry: false })
      if (before?.isDirectory())
        makeOpaque(at) // of this layer itself
      else if (!before) run(mknodat(AT_FDCWD, at, S_IFCHR, 0))
    })
  }

  /** When all is in: the times of folders. A later entry may have put something else in the place of one. */
  async finish(): Promise<void> {
    for (const [path, mtime] of [...this.#times].reverse()) {
      const names = path.split('/').filter(name => name !== '.')
      await this.#in(names, false, folder => lutimesSync(`${folder}/.`, mtime, mtime)).catch(error => {
        if (!['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) throw error
      })
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#top)
  }
}

const errnoOf = (error: Error) => (error instanceof StepError ? error.errno : (error as NodeJS.ErrnoException).code)

/** An error of the kernel with the path as the archive has it, and without that of Node, which is the way that we went. */
function inWords(error: Error, path: string): Error {
  if (errnoOf(error) === undefined) return error
  const [words = error.message] = /^[A-Z0-9]+: [^,]+(?=,)/.exec(error.message) ?? []
  return new Error(`${JSON.stringify(path)}: ${words}`, { cause: error })
}

const isWhiteout = (stat: Stats | undefined) => stat?.isCharacterDevice() === true && stat.rdev === 0

async function writeFile(at: string, { size, content }: Packed): Promise<void> {
  const file = await open(at, 'wx', 0o600)
  try {
    let position = 0
    for await (const piece of content) {
      // A piece of zeros need not take room on the disk.
      const hole = piece.length <= ZEROS.length && ZEROS.subarray(0, piece.length).equals(piece)
      if (!hole) await file.write(piece, 0, piece.length, position)
      position += piece.length
    }
    await file.truncate(size)
  } finally {
    await file.close()
  }
}

function chown(at: string, { path, uid, gid }: Entry): void {
  try {
    lchownSync(at, uid, gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
    throw new Error(`${path}: it belongs to ${uid}:${gid}, ids that are not mapped here; more are given in /etc/subuid`)
  }
}

const NODES = { character: S_IFCHR, block: S_IFBLK, fifo: S_IFIFO }

/** False where it may not be made. */
function make(at: string, { kind, target, device: [major, minor] }: Entry): boolean {
  if (kind === 'directory') mkdirSync(at)
  else if (kind === 'symlink') symlinkSync(target, at)
  else if (kind === 'character' || kind === 'block' || kind === 'fifo') {
    const device = (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xff) << 12)
    // Only the machine's own root makes devices, and no container may use one of an image: chapter 05 binds the host's.
    return run({ ...mknodat(AT_FDCWD, at, NODES[kind], device >>> 0), allow: ['EPERM'] }) === 0
  }
  return true
}
