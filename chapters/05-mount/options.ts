// The options of a mount in config.json, which are those of mount(8): what they are for the kernel.
// https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-mount-options
import {
  AT_RECURSIVE,
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NODIRATIME,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_NOSYMFOLLOW,
  MOUNT_ATTR_RDONLY,
  MOUNT_ATTR_RELATIME,
  MOUNT_ATTR_STRICTATIME,
  MS_BIND,
  MS_DIRSYNC,
  MS_I_VERSION,
  MS_LAZYTIME,
  MS_MANDLOCK,
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_NOSYMFOLLOW,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
  MS_RELATIME,
  MS_REMOUNT,
  MS_SHARED,
  MS_SILENT,
  MS_SLAVE,
  MS_STRICTATIME,
  MS_SYNCHRONOUS,
  MS_UNBINDABLE,
} from '#native'

/** Bits that are cleared, and then bits that are set. */
interface Change {
  readonly clear: number
  readonly set: number
}

/** The same change for mount(2), which makes a file system, and for mount_setattr(2), which changes a mount. */
type Word = readonly [flags: Change, attributes: Change]

const on = (flag: number, attribute: number): Word => [
  { clear: 0, set: flag },
  { clear: 0, set: attribute },
]
const off = (flag: number, attribute: number): Word => [
  { clear: flag, set: 0 },
  { clear: attribute, set: 0 },
]
/** When a file was last read: one of three ways to keep that. */
const atime = (flag: number, attribute: number): Word => [
  { clear: MS_NOATIME | MS_STRICTATIME | MS_RELATIME, set: flag },
  { clear: MOUNT_ATTR__ATIME, set: attribute },
]

/** Of a mount. With an r in front, of those below it as well: rro. */
const ATTRIBUTES: Readonly<Record<string, Word>> = {
  ro: on(MS_RDONLY, MOUNT_ATTR_RDONLY),
  rw: off(MS_RDONLY, MOUNT_ATTR_RDONLY),
  nosuid: on(MS_NOSUID, MOUNT_ATTR_NOSUID),
  suid: off(MS_NOSUID, MOUNT_ATTR_NOSUID),
  nodev: on(MS_NODEV, MOUNT_ATTR_NODEV),
  dev: off(MS_NODEV, MOUNT_ATTR_NODEV),
  noexec: on(MS_NOEXEC, MOUNT_ATTR_NOEXEC),
  exec: off(MS_NOEXEC, MOUNT_ATTR_NOEXEC),
  nosymfollow: on(MS_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW),
  symfollow: off(MS_NOSYMFOLLOW, MOUNT_ATTR_NOSYMFOLLOW),
  nodiratime: on(MS_NODIRATIME, MOUNT_ATTR_NODIRATIME),
  diratime: off(MS_NODIRATIME, MOUNT_ATTR_NODIRATIME),
  noatime: atime(MS_NOATIME, MOUNT_ATTR_NOATIME),
  strictatime: atime(MS_STRICTATIME, MOUNT_ATTR_STRICTATIME),
  relatime: atime(MS_RELATIME, MOUNT_ATTR_RELATIME),
  // The kernel's own choice, which is relatime.
  atime: atime(0, MOUNT_ATTR_RELATIME),
  nostrictatime: atime(0, MOUNT_ATTR_RELATIME),
  norelatime: atime(0, MOUNT_ATTR_RELATIME),
}

/** Of a file system as a whole: no bind mount can change them. */
const OF_FILE_SYSTEM: Readonly<Record<string, Change>> = {
  sync: { clear: 0, set: MS_SYNCHRONOUS },
  async: { clear: MS_SYNCHRONOUS, set: 0 },
  dirsync: { clear: 0, set: MS_DIRSYNC },
  lazytime: { clear: 0, set: MS_LAZYTIME },
  nolazytime: { clear: MS_LAZYTIME, set: 0 },
  iversion: { clear: 0, set: MS_I_VERSION },
  noiversion: { clear: MS_I_VERSION, set: 0 },
  mand: { clear: 0, set: MS_MANDLOCK },
  nomand: { clear: MS_MANDLOCK, set: 0 },
  silent: { clear: 0, set: MS_SILENT },
  loud: { clear: MS_SILENT, set: 0 },
}

/** What is to be done at all. */
const KINDS: Readonly<Record<string, number>> = {
  defaults: 0,
  bind: MS_BIND,
  rbind: MS_BIND | MS_REC,
  remount: MS_REMOUNT,
}

const PROPAGATION: Readonly<Record<string, number>> = {
  private: MS_PRIVATE,
  rprivate: MS_PRIVATE | MS_REC,
  slave: MS_SLAVE | MS_REC, // as rslave: what lies below must not stay shared with the host
  rslave: MS_SLAVE | MS_REC,
  shared: MS_SHARED,
  rshared: MS_SHARED | MS_REC,
  unbindable: MS_UNBINDABLE,
  runbindable: MS_UNBINDABLE | MS_REC,
}

/** A call of mount_setattr(2): `recursive` is AT_RECURSIVE where it also goes for the mounts below, or 0. */
export interface AttributeChange extends Change {
  readonly recursive: number
}

export interface MountOptions {
  /** For mount(2): MS_ flags, MS_BIND and MS_REC among them. */
  readonly flags: number
  /** For a bind mount: what is to be different from the mount that it is a copy of. */
  readonly changes: readonly AttributeChange[]
  /** MS_ flags of further calls of mount(2), one for each: a call changes propagation, and nothing besides. */
  readonly propagation: readonly number[]
  /** What only the file system itself understands: "size=64k,mode=755". */
  readonly data: string | null
  /** Words among them that have no effect on a bind mount. */
  readonly vain: readonly string[]
}

/** Of several words about the same thing the last one counts. */
export function parseOptions(words: readonly string[] = []): MountOptions {
  let flags = 0
  let [own, all]: [Change, Change] = [NONE, NONE]
  const propagation: number[] = []
  const data: string[] = []
  const vain: string[] = []
  for (const word of words) {
    const [attribute, below] = [find(ATTRIBUTES, word), find(ATTRIBUTES, word.replace(/^r/, ''))]
    const [whole, kind, flag] = [find(OF_FILE_SYSTEM, word), find(KINDS, word), find(PROPAGATION, word)]
    if (kind !== undefined) flags |= kind
    else if (flag !== undefined) propagation.push(flag)
    else if (attribute) {
      flags = changed(flags, attribute[0])
      own = then(own, attribute[1])
    } else if (below) {
      flags = changed(flags, below[0])
      all = then(all, below[1])
    } else if (whole) {
      flags = changed(flags, whole)
      if (whole.set !== 0) vain.push(word)
    } else {
      data.push(word)
      vain.push(word)
    }
  }
  const changes = [
    { ...own, recursive: 0 },
    { ...all, recursive: AT_RECURSIVE },
  ].filter(({ set, clear }) => (set | clear) !== 0)
  return { flags, changes, propagation, data: data.length === 0 ? null : data.join(','), vain }
}

const NONE: Change = { clear: 0, set: 0 }

/** Not what every object has by itself, as "constructor". */
const find = <T>(words: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined

const changed = (bits: number, { clear, set }: Change): number => (bits & ~clear) | set

/** Both changes, one after the other, as one. */
const then = (first: Change, second: Change): Change => ({
  clear: (first.clear & ~second.set) | second.clear,
  set: changed(first.set, second),
})
