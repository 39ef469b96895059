// Extended attributes that go with a file into an image, or come with it: xattr(7)
import { block, lgetxattr, llistxattr, lsetxattr, run, type Step } from '#native'

/** That of a user, and what a program may do whoever runs it. Others are the system's, or the overlay's, and stay. */
const CAPABILITY = 'security.capability'
const isOurs = (name: string) => name === CAPABILITY || (name.startsWith('user.') && !name.startsWith('user.overlay.'))

/** Overlay's note that a folder hides those of lower layers: as it writes it with `userxattr`, and without. */
const OPAQUE = ['user.overlay.opaque', 'trusted.overlay.opaque']

/** Those of a file that a layer has, in the order of their names, and whether the folder hides the ones below. */
export function attributesOf(path: string): { attributes: Map<string, Uint8Array>; isOpaque: boolean } {
  const names = namesOf(path)
  const attributes = new Map(names.filter(isOurs).map(name => [name, plain(name, bytesOf(path, name))]))
  return {
    attributes,
    isOpaque: OPAQUE.some(name => names.includes(name) && bytesOf(path, name)[0] === 'y'.charCodeAt(0)),
  }
}

/** Gives a file those that a layer may give it; others are left out. */
export function setAttributes(path: string, attributes: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, value] of attributes) if (isOurs(name)) run(lsetxattr(path, name, value))
}

export const makeOpaque = (folder: string): void => void run(lsetxattr(folder, 'user.overlay.opaque', 'y'))

/** No file system there has attributes, or this kind of file has none. */
const none = (step: Step): Step => ({ ...step, allow: ['ENOTSUP', 'EOPNOTSUPP'] })

function namesOf(path: string): string[] {
  const length = run(none(llistxattr(path, block(0))))
  if (length <= 0) return []
  const list = block(length)
  run(llistxattr(path, list))
  return Buffer.from(list.bytes).toString().split('\0').filter(Boolean).sort()
}

function bytesOf(path: string, name: string): Uint8Array {
  const value = block(run(lgetxattr(path, name, block(0))))
  run(lgetxattr(path, name, value))
  return value.bytes
}

/** Where a user namespace has set capabilities, the kernel has noted whose root that is (revision 3): in an image, any. */
function plain(name: string, value: Uint8Array): Uint8Array {
  const REVISION = 3 // the highest byte of the first word
  if (name !== CAPABILITY || value[REVISION] !== 3) return value
  const version2 = Buffer.from(value.subarray(0, 20))
  version2[REVISION] = 2
  return version2
}
