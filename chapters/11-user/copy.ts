// A copy of a file tree in which everything belongs to somebody else.
import {
  chmodSync,
  constants,
  copyFileSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  type Stats,
  symlinkSync,
} from 'node:fs'
import { AT_FDCWD, block, lgetxattr, llistxattr, lsetxattr, mknodat, run, S_IFCHR } from '#native'

/** The owner and the group that a file gets; may throw. */
export type NewOwner = (path: string, old: Stats) => readonly [uid: number, gid: number]

/**
 * Copies a tree to `to`, where nothing may be yet, with rights, times, hard links, and the attributes user.*, which tell
 * an overlay what a layer leaves out. Sockets and devices stay behind, apart from whiteouts; and so do file capabilities,
 * which count for the root that has set them.
 */
export function copyTree(from: string, to: string, owner: NewOwner): void {
  const seen = new Map<string, string>() // where files with several names have gone
  const copy = (source: string, target: string): void => {
    const old = lstatSync(source)
    const inode = `${old.dev}:${old.ino}`
    const before = seen.get(inode)
    if (before !== undefined) {
      linkSync(before, target)
      return
    }
    const [uid, gid] = owner(source, old)
    if (!make(source, target, old)) return
    if (old.nlink > 1 && !old.isDirectory()) seen.set(inode, target)
    lchownSync(target, uid, gid)
    if (!old.isSymbolicLink()) {
      chmodSync(target, old.mode & 0o7777) // after chown, which takes setuid away
      copyAttributes(source, target)
    }
    if (old.isDirectory()) for (const name of readdirSync(source)) copy(`${source}/${name}`, `${target}/${name}`)
    lutimesSync(target, old.atime, old.mtime) // last: what comes into a folder changes its time
  }
  copy(from, to)
}

/** False where it is something that is not copied. */
function make(source: string, target: string, old: Stats): boolean {
  if (old.isDirectory()) mkdirSync(target)
  else if (old.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
  else if (old.isFile()) copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  else if (old.isCharacterDevice() && old.rdev === 0) run(mknodat(AT_FDCWD, target, S_IFCHR, 0))
  else return false
  return true
}

function copyAttributes(source: string, target: string): void {
  const length = run(llistxattr(source, block(0)))
  if (length === 0) return
  const list = block(length)
  run(llistxattr(source, list))
  const names = Buffer.from(list.bytes).toString().split('\0')
  for (const name of names.filter(each => each.startsWith('user.'))) {
    const value = block(run(lgetxattr(source, name, block(0))))
    run(lgetxattr(source, name, value))
    run(lsetxattr(target, name, value.bytes))
  }
}
