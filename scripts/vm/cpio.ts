// A writer for the "newc" cpio format, which the Linux kernel unpacks as an initramfs.

/** One entry of an archive. `mode` holds the file type and the permissions; `rdev` is [major, minor] of a device node. */
export type Entry = { path: string; mode: number; data?: Uint8Array; rdev?: [number, number] }

export const directory = (path: string): Entry => ({ path, mode: 0o040755 })
export const file = (path: string, data: Uint8Array, permissions = 0o644): Entry => ({
  path,
  mode: 0o100000 | permissions,
  data,
})
export const charDevice = (path: string, major: number, minor: number): Entry => ({
  path,
  mode: 0o020600,
  rdev: [major, minor],
})

/**
 * Packs entries into one archive, everything owned by root and with time stamp 0, so that the same input gives the same
 * bytes. A directory has to stand before what it holds. Paths are relative, without "./".
 * Format: Documentation/driver-api/early-userspace/buffer-format.rst in the kernel's source.
 */
export function cpio(entries: Entry[]): Buffer {
  const parts: Uint8Array[] = []
  const pad = (length: number) => parts.push(new Uint8Array(-length & 3))
  const add = ({ path, mode, data = new Uint8Array(), rdev = [0, 0] }: Entry, inode: number) => {
    const name = Buffer.from(`${path}\0`)
    const [user, group, links, time] = [0, 0, 1, 0]
    const fields = [inode, mode, user, group, links, time, data.length, 0, 0, ...rdev, name.length, 0]
    const header = Buffer.from(`070701${fields.map(field => field.toString(16).padStart(8, '0')).join('')}`)
    parts.push(header, name)
    pad(header.length + name.length)
    parts.push(data)
    pad(data.length)
  }
  entries.forEach((entry, index) => {
    add(entry, index + 1)
  })
  add({ path: 'TRAILER!!!', mode: 0 }, 0)
  return Buffer.concat(parts)
}
