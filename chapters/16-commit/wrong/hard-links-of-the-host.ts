// wrong: the other name of a hard link is looked for on the host
// first: links
import { linkSync } from 'node:fs'
import { join } from 'node:path'
import type { Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { read } from '../../../chapters/16-commit/tar/read.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import * as right from '../../../solutions/16-commit.ts'

export * from '../../../solutions/16-commit.ts'

export async function unpack(folder: string, archive: AsyncIterable<Uint8Array>, limits?: right.Limits): Promise<void> {
  const links: Packed[] = []
  const others = async function* () {
    for await (const each of read(archive)) {
      if (each.kind === 'link') links.push(each)
      else yield each
    }
  }
  await right.unpack(folder, written(others()), limits)
  for (const { path, target } of links) linkSync(target, join(folder, path))
}
