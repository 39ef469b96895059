// Copies files and folders between two trees, one of which somebody else may be changing: a container. Nothing is reached by
// a path that could lead elsewhere meanwhile: a place is a name in a folder that is open.
import {
  closeSync,
  constants,
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
  readSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeSync,
} from 'node:fs'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants

/** A name in the folder of a descriptor; "." is the folder itself. */
export interface Place {
  readonly folder: number
  readonly name: string
}

const open = (place: Place, flags: number) => openSync(at(place), flags | O_NOFOLLOW, 0o600)
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
    const says = readlinkSync(at(from))
    asOwnerOf(to.folder, () => symlinkSync(says, at(to)))
    if (owner) lchownSync(at(to), ...owner)
  }
  return []
}

const isPlain = (stat: Stats) => stat.isFile() || stat.isSymbolicLink()

function copyFolder(from: Place, to: Place, owner: readonly [number, number] | undefined): string[] {
  const fresh = !lstatSync(at(to), { throwIfNoEntry: false })
  if (fresh) asOwnerOf(to.folder, () => mkdirSync(at(to), 0o700))
  return opened(open(from, O_RDONLY | O_DIRECTORY), source =>
    opened(open(to, O_RDONLY | O_DIRECTORY), target => {
      const left = readdirSync(`/proc/self/fd/${source}`).flatMap(name =>
        copy({ folder: source, name }, { folder: target, name }, owner),
      )
      if (fresh) likeness(target, fstatSync(source), owner)
      return left
    }),
  )
}

function copyFile(from: Place, to: Place, owner: readonly [number, number] | undefined): void {
  opened(open(from, O_RDONLY | O_NONBLOCK), source =>
    opened(
      asOwnerOf(to.folder, () => open(to, O_WRONLY | O_CREAT | O_EXCL)),
      target => {
        const stat = fstatSync(source)
        if (!stat.isFile()) throw new Error(`${from.name}: it has changed while it was copied`)
        copyBytes(source, target)
        likeness(target, stat, owner)
      },
    ),
  )
}

/** By read and write: other ways the file system of a container may refuse. */
function copyBytes(source: number, target: number): void {
  const buffer = Buffer.alloc(1024 * 1024)
  for (let length = readSync(source, buffer); length > 0; length = readSync(source, buffer))
    for (let done = 0; done < length; ) done += writeSync(target, buffer, done, length - done)
}

function likeness(target: number, { mode, atime, mtime }: Stats, owner: readonly [number, number] | undefined): void {
  if (owner) fchownSync(target, ...owner)
  fchmodSync(target, mode & 0o777)
  futimesSync(target, atime, mtime)
}

/** Who is not in the maps of a container with users of its own can make nothing there: EOVERFLOW, also for root. */
function asOwnerOf<Result>(folder: number, act: () => Result): Result {
  const { uid, gid } = fstatSync(folder)
  if (process.geteuid?.() !== 0 || uid === 0) return act()
  process.setegid?.(gid)
  process.seteuid?.(uid)
  try {
    return act()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}

function opened<Result>(fd: number, act: (fd: number) => Result): Result {
  try {
    return act(fd)
  } finally {
    closeSync(fd)
  }
}
