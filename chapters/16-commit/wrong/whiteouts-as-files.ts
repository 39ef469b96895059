// wrong: .wh.passwd becomes a file of that name, and passwd is there as before
// first: runs-from-it
// also: names, links, takes-away, limits, nothing-left

import { openat2, RESOLVE_IN_ROOT, run } from '#native'
import { atMost } from '../../../chapters/16-commit/blobs.ts'
import { LayerFolder } from '../../../chapters/16-commit/layer-folder.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import type { Limits } from '../../../solutions/16-commit.ts'
import { FOLDER } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export async function unpack(
  folder: string,
  archive: AsyncIterable<Uint8Array>,
  { bytes }: Limits = { bytes: 2 ** 30, entries: 0 },
) {
  using layer = new LayerFolder(folder, (top, names) =>
    run(openat2(top, names.join('/') || '.', { flags: FOLDER, resolve: RESOLVE_IN_ROOT })),
  )
  for await (const each of read(atMost(bytes, archive))) {
    const names = each.path.split('/')
    const name = names.pop() ?? '.'
    await layer.put(names, name, each, each.target.split('/'))
  }
  await layer.finish()
}
