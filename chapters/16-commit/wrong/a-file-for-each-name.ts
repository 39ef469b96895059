// wrong: a file with two names becomes two files
// first: whole
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { entry, type Packed } from '../../../chapters/16-commit/tar/entry.ts'
import type { Ids } from '../../../chapters/16-commit/walk.ts'
import * as right from '../../../solutions/16-commit.ts'
import { committing } from './no-whiteouts.ts'

export * from '../../../solutions/16-commit.ts'

export function* changes(upper: string, ids?: Ids): Generator<Packed> {
  for (const each of right.changes(upper, ids)) {
    if (each.kind !== 'link') {
      yield each
      continue
    }
    const { mode, size } = lstatSync(join(upper, each.path))
    yield entry(each.path, 'file', { mode: mode & 0o7777, size, content: [readFileSync(join(upper, each.path))] })
  }
}

export const commit = committing({ changes })
