// wrong: whatever an archive asks for it gets
// first: limits

import { O_CLOEXEC, O_DIRECTORY, O_PATH, openat2, RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS, run } from '#native'
import { atMost } from '../../../chapters/16-commit/blobs.ts'
import { LayerFolder } from '../../../chapters/16-commit/layer-folder.ts'
import type { Entry } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import type { Limits } from '../../../solutions/16-commit.ts'

export * from '../../../solutions/16-commit.ts'

/** What unpack() is made of. */
interface Parts {
  namesOf(path: string): string[]
  openBelow(top: number, names: readonly string[]): number
  /** Throws where it is too much. `size` and `count` are those of all entries up to this one. */
  limit(sum: { size: number; count: number }, limits: Limits, entry: Entry): void
  /** The name that is to be whited out. */
  goneOf(name: string, path: string): string
}

export const FOLDER = O_PATH | O_DIRECTORY | O_CLOEXEC

const RIGHT: Parts = {
  namesOf(path) {
    const names = path.split('/').filter(name => name !== '' && name !== '.')
    if (names.includes('..')) throw new Error(`${path}: ".." leads out of the layer`)
    return names
  },
  openBelow: (top, names) =>
    run(openat2(top, names.join('/') || '.', { flags: FOLDER, resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS })),
  limit({ size, count }, { bytes, entries }) {
    if (size > bytes || count > entries) throw new Error('the archive has more than may be')
  },
  goneOf(name, path) {
    const gone = name.slice('.wh.'.length)
    if (['', '.', '..'].includes(gone)) throw new Error(`${path}: this takes away no name of a folder`)
    return gone
  },
}

/** unpack() as it is right, but for these parts. */
export function unpacking(parts: Partial<Parts>) {
  const { namesOf, openBelow, limit, goneOf } = { ...RIGHT, ...parts }
  return async (
    folder: string,
    archive: AsyncIterable<Uint8Array>,
    limits: Limits = { bytes: 64 * 1024 ** 3, entries: 2_000_000 },
  ): Promise<void> => {
    using layer = new LayerFolder(folder, openBelow)
    const sum = { size: 0, count: 0 }
    for await (const each of read(atMost(limits.bytes, archive))) {
      sum.size += each.size
      sum.count++
      limit(sum, limits, each)
      const names = namesOf(each.path)
      const name = names.pop() ?? '.'
      if (!name.startsWith('.wh.')) await layer.put(names, name, each, each.kind === 'link' ? namesOf(each.target) : [])
      else if (name === '.wh..wh..opq') await layer.makeOpaque(names)
      else if (!name.startsWith('.wh..wh.')) await layer.whiteOut(names, goneOf(name, each.path))
    }
    await layer.finish()
  }
}

export const unpack = unpacking({ limit: () => undefined })
