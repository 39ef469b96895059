// The options of a mount in config.json, which are those of mount(8): which flags they are, and what is left for the
// file system itself. https://github.com/opencontainers/runtime-spec/blob/main/config.md#linux-mount-options
import {
  MS_BIND,
  MS_DIRSYNC,
  MS_NOATIME,
  MS_NODEV,
  MS_NODIRATIME,
  MS_NOEXEC,
  MS_NOSUID,
  MS_PRIVATE,
  MS_RDONLY,
  MS_REC,
  MS_RELATIME,
  MS_SHARED,
  MS_SLAVE,
  MS_STRICTATIME,
  MS_SYNCHRONOUS,
  MS_UNBINDABLE,
} from '#native'

const SET: Readonly<Record<string, number>> = {
  ro: MS_RDONLY,
  nosuid: MS_NOSUID,
  nodev: MS_NODEV,
  noexec: MS_NOEXEC,
  sync: MS_SYNCHRONOUS,
  dirsync: MS_DIRSYNC,
  noatime: MS_NOATIME,
  nodiratime: MS_NODIRATIME,
  relatime: MS_RELATIME,
  strictatime: MS_STRICTATIME,
  bind: MS_BIND,
  rbind: MS_BIND | MS_REC,
  defaults: 0,
}

// The opposite of what stands before them in the list.
const CLEARED: Readonly<Record<string, number>> = {
  rw: MS_RDONLY,
  suid: MS_NOSUID,
  dev: MS_NODEV,
  exec: MS_NOEXEC,
  async: MS_SYNCHRONOUS,
  atime: MS_NOATIME,
  diratime: MS_NODIRATIME,
  norelatime: MS_RELATIME,
  nostrictatime: MS_STRICTATIME,
}

const PROPAGATION: Readonly<Record<string, number>> = {
  private: MS_PRIVATE,
  rprivate: MS_PRIVATE | MS_REC,
  slave: MS_SLAVE,
  rslave: MS_SLAVE | MS_REC,
  shared: MS_SHARED,
  rshared: MS_SHARED | MS_REC,
  unbindable: MS_UNBINDABLE,
  runbindable: MS_UNBINDABLE | MS_REC,
}

export interface MountOptions {
  /** MS_ flags of the mount, MS_BIND and MS_REC among them. */
  readonly flags: number
  /** MS_ flags of the calls of mount(2) that follow, one for each: a call changes propagation, and nothing besides. */
  readonly propagation: readonly number[]
  /** What the file system is told: "size=64k,mode=755". */
  readonly data: string
}

/** Of several words about the same thing the last one counts. */
export function parseOptions(words: readonly string[] = []): MountOptions {
  let flags = 0
  const propagation: number[] = []
  const data: string[] = []
  for (const word of words) {
    if (word in SET) flags |= SET[word] as number
    else if (word in CLEARED) flags &= ~(CLEARED[word] as number)
    else if (word in PROPAGATION) propagation.push(PROPAGATION[word] as number)
    else data.push(word)
  }
  return { flags, propagation, data: data.join(',') }
}
