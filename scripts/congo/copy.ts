// Copies files and folders between two trees, one of which somebody else may be changing: a container. Nothing is reached by
// a path that could lead elsewhere meanwhile: a place is a name in a folder that is open.
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  futimesSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  type Stats,
  symlinkSync,
} from 'node:fs'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants

/** A name in the folder of a descriptor; "." is the folder itself. */
export interface Place {
  readonly folder: number
  readonly name: string
}

const at = ({ folder, name }: Place) => `/proc/self/fd/${folder}/${name}`

/**
 * Copies what is at one place to another, into folders that are there already. Rights and times come along, setuid and
 * setgid do not; all belongs to `owner`, or to us. Gives the names of what is neither file, folder nor link, and stays
 * behind. Throws an Error of one line where a file would take the place of a folder, or the other way round.
 */
export function copy(from: Place, to: Place, owner?: readonly [uid: number, gid: number]): string[] {
  const old = lstatSync(at(from))
  const before = lstatSync(at(to), { throwIfNoEntry: false })
  if (before && before.isDirectory() !== old.isDirectory()) {
    const [is, becomes] = before.isDirectory() ? ['folder', 'file'] : ['file', 'folder']
    throw new Error(`${to.name} is a ${is} there, and no ${becomes} takes its place: remove it first`)
  }
  if (before && !before.isDirectory() && !isPlain(before))
    throw new Error(`${to.name} is a device, or the like: it stays`)
  if (old.isDirectory()) return copyFolder(from, to, owner)
  if (!isPlain(old)) return [from.name]
  rmSync(at(to), { force: true })
  if (old.isFile()) copyFile(from, to, owner)
  else {
    symlinkSync(readlinkSync(at(from)), at(to))
    if (owner) lchownSync(at(to), ...owner)
  }
  return []
}

const isPlain = (stat: Stats) => stat.isFile() || stat.isSymbolicLink()

function copyFolder(from: Place, to: Place, owner: readonly [number, number] | undefined): string[] {
  const fresh = !lstatSync(at(to), { throwIfNoEntry: false })
  if (fresh) mkdirSync(at(to), 0o700)
  return opened(at(from), O_RDONLY | O_DIRECTORY, source =>
    opened(at(to), O_RDONLY | O_DIRECTORY, target => {
      const left = readdirSync(`/proc/self/fd/${source}`).flatMap(name =>
        copy({ folder: source, name }, { folder: target, name }, owner),
      )
      if (fresh) likeness(target, fstatSync(source), owner)
      return left
    }),
  )
}

function copyFile(from: Place, to: Place, owner: readonly [number, number] | undefined): void {
  opened(at(from), O_RDONLY | O_NONBLOCK, source =>
    opened(at(to), O_WRONLY | O_CREAT | O_EXCL, target => {
      const stat = fstatSync(source)
      if (!stat.isFile()) throw new Error(`${from.name}: it has changed while it was copied`)
      copyFileSync(`/proc/self/fd/${source}`, `/proc/self/fd/${target}`)
      likeness(target, stat, owner)
    }),
  )
}

function likeness(target: number, { mode, atime, mtime }: Stats, owner: readonly [number, number] | undefined): void {
  if (owner) fchownSync(target, ...owner)
  fchmodSync(target, mode & 0o777)
  futimesSync(target, atime, mtime)
}

function opened<Result>(path: string, flags: number, act: (fd: number) => Result): Result {
  const fd = openSync(path, flags | O_NOFOLLOW, 0o600)
  try {
    return act(fd)
  } finally {
    closeSync(fd)
  }
}
