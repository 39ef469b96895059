// wrong: .wh. stands before the whole path, and not before the name
// first: removed
import type { Packed } from '../../../chapters/16-commit/tar/entry.ts'
import type { Ids } from '../../../chapters/16-commit/walk.ts'
import * as right from '../../../solutions/16-commit.ts'
import { committing } from './no-whiteouts.ts'

export * from '../../../solutions/16-commit.ts'

export function* changes(upper: string, ids?: Ids): Generator<Packed> {
  for (const each of right.changes(upper, ids)) {
    const path = each.path.replace(/^(.*\/)\.wh\.(?!\.wh\.)/, '.wh.$1')
    yield { ...each, path }
  }
}

export const commit = committing({ changes })
