// wrong: a folder that was made anew is told by its mark alone, and its rights are lost
// first: removed
import { dirname, join } from 'node:path'
import { entry, type Packed } from '../../../chapters/16-commit/tar/entry.ts'
import { type Ids, walk } from '../../../chapters/16-commit/walk.ts'
import { committing } from './no-whiteouts.ts'

export * from '../../../solutions/16-commit.ts'

export function* changes(upper: string, ids?: Ids): Generator<Packed> {
  for (const { path, name, isWhiteout, isOpaque, ...plain } of walk(upper, ids)) {
    if (isWhiteout) yield entry(join(dirname(path), `.wh.${name}`), 'file')
    else if (isOpaque) yield entry(join(path, '.wh..wh..opq'), 'file')
    else yield { ...plain, path }
  }
}

export const commit = committing({ changes })
