// Constructors of the calls that take paths; as in syscalls.ts.
import * as k from './constants.ts'
import {
  type Block,
  bits,
  buffer,
  descriptor,
  id,
  memory,
  mode,
  number,
  type Slot,
  type Step,
  step,
  string,
  words,
} from './step.ts'

/** Opens a file below `fd`. openat(2) */
export const openat = (fd: number | Slot, path: string, flags: number, rights = 0): Step =>
  step(
    'openat',
    descriptor(fd, 'openat: dirfd'),
    string(path, 'openat: path'),
    bits(flags, k.OPEN, 'openat: flags', k.O_ACCMODE & flags ? undefined : 'O_RDONLY'),
    mode(rights, 'openat: mode'),
  )

/**
 * Opens a file below `fd` under rules for the way there: with RESOLVE_IN_ROOT no symbolic link and no `..` leads above
 * `fd`, which stands for the root meanwhile. `struct open_how` of openat2(2): 24 bytes. Where somebody on the host mounts or
 * renames just while the kernel goes up a `..`, it cannot vouch for the way, says EAGAIN, and is asked again.
 */
export function openat2(
  fd: number | Slot,
  path: string,
  { flags = 0, mode: rights = 0, resolve }: { flags?: number; mode?: number; resolve: number },
): Step {
  const parts = [
    bits(flags, k.OPEN, 'openat2: flags', k.O_ACCMODE & flags ? undefined : 'O_RDONLY'),
    mode(rights, 'openat2: mode'),
    bits(resolve, k.RESOLVE, 'openat2: resolve'),
  ] as const
  const text = () => `{flags=${parts[0].text}, mode=${parts[1].text}, resolve=${parts[2].text}}`
  const opened = step(
    'openat2',
    descriptor(fd, 'openat2: dirfd'),
    string(path, 'openat2: path'),
    memory(words(flags, rights, resolve), 'how', 24, text),
    number(24, 'size'),
  )
  return { ...opened, again: 'EAGAIN' }
}

/** The working directory, by path. chdir(2) */
export const chdir = (path: string): Step => step('chdir', string(path, 'chdir: path'))

/** The working directory, by descriptor. fchdir(2) */
export const fchdir = (fd: number | Slot): Step => step('fchdir', descriptor(fd, 'fchdir: fd'))

/** What `/` means to this process from now on; its working directory stays where it is. chroot(2) */
export const chroot = (path: string): Step => step('chroot', string(path, 'chroot: path'))

/** mkdirat(2) */
export const mkdirat = (fd: number | Slot, path: string, rights: number): Step =>
  step('mkdirat', descriptor(fd, 'mkdirat: dirfd'), string(path, 'mkdirat: path'), mode(rights, 'mkdirat: mode'))

/** A file of any kind: S_IFREG for an empty one, S_IFCHR with the number of a device. mknodat(2) */
export const mknodat = (fd: number | Slot, path: string, kind: number, device: number): Step =>
  step(
    'mknodat',
    descriptor(fd, 'mknodat: dirfd'),
    string(path, 'mknodat: path'),
    mode(kind, 'mknodat: mode', k.S_IF),
    number(device, 'mknodat: dev', 0, k.UINT_MAX),
  )

/** symlinkat(2) */
export const symlinkat = (target: string, fd: number | Slot, path: string): Step =>
  step(
    'symlinkat',
    string(target, 'symlinkat: target'),
    descriptor(fd, 'symlinkat: dirfd'),
    string(path, 'symlinkat: path'),
  )

/** Which file system the file is on: `struct statfs`, 120 bytes, which begins with the number of its kind. fstatfs(2) */
export const fstatfs = (fd: number | Slot, into: Block): Step =>
  step(
    'fstatfs',
    descriptor(fd, 'fstatfs: fd'),
    memory(into, 'fstatfs: buf', 120, () => '{statfs}'),
  )

/** fchownat(2) */
export const fchownat = (fd: number | Slot, path: string, uid: number, gid: number, flags = 0): Step =>
  step(
    'fchownat',
    descriptor(fd, 'fchownat: dirfd'),
    string(path, 'fchownat: path'),
    id(uid, 'fchownat: owner'),
    id(gid, 'fchownat: group'),
    bits(flags, k.AT, 'fchownat: flags'),
  )

/** Names of a file's extended attributes, each ended by NUL, of a symbolic link its own. Gives their length. listxattr(2) */
export const llistxattr = (path: string, into: Block): Step =>
  step(
    'llistxattr',
    string(path, 'llistxattr: path'),
    memory(into, 'llistxattr: list'),
    number(into.bytes.length, 'size'),
  )

/** The value of one of them. Gives its length; ERANGE where it is longer than the block. getxattr(2) */
export const lgetxattr = (path: string, name: string, into: Block): Step =>
  step(
    'lgetxattr',
    string(path, 'lgetxattr: path'),
    string(name, 'lgetxattr: name'),
    memory(into, 'lgetxattr: value'),
    number(into.bytes.length, 'size'),
  )

/** Sets one, whether it is there or not. setxattr(2) */
export const lsetxattr = (path: string, name: string, value: string | Uint8Array): Step =>
  step(
    'lsetxattr',
    string(path, 'lsetxattr: path'),
    string(name, 'lsetxattr: name'),
    buffer(value, 'lsetxattr: value'),
    number(Buffer.byteLength(value), 'size'),
    number(0, 'flags'),
  )

/** Holds a file among those who ask the same of it: LOCK_EX waits until nobody else does. Ends with the descriptor. flock(2) */
export const flock = (fd: number | Slot, operation: number): Step =>
  step('flock', descriptor(fd, 'flock: fd'), bits(operation, k.LOCK, 'flock: operation'))
