// What one entry of a tar archive says: tar(5), and pax(1) of POSIX for what its fields are too small for.

export type Kind = 'file' | 'directory' | 'symlink' | 'link' | 'character' | 'block' | 'fifo'

/** The flag of each kind in the header. */
export const FLAGS: Readonly<Record<Kind, string>> = {
  file: '0',
  link: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
}

export interface Entry {
  /** As it stands in the archive: whoever unpacks it has to look where that leads. */
  readonly path: string
  readonly kind: Kind
  /** Rights, and setuid, setgid and the sticky bit. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Bytes of content, holes included. */
  readonly size: number
  /** Of a symbolic link what it says; of a hard link the path of the other name. */
  readonly target: string
  /** Major and minor number. */
  readonly device: readonly [number, number]
  /** Extended attributes, by name. Their values are bytes, which is why no library from npm serves: those that are there read text. */
  readonly attributes: ReadonlyMap<string, Uint8Array>
}

/** With its content, which is to be read before the next entry is. */
export interface Packed extends Entry {
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Of this many bytes is everything in an archive. */
export const BLOCK = 512

/** Bytes after so many, up to the next block. */
export const rest = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

/** An entry of which only what is said differs from an empty file of root's. */
export const entry = (path: string, kind: Kind, more: Partial<Packed> = {}): Packed => ({
  path,
  kind,
  mode: kind === 'directory' ? 0o755 : 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  size: 0,
  target: '',
  device: [0, 0],
  attributes: new Map(),
  content: [],
  ...more,
})
