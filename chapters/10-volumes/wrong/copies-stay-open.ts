// wrong: the runtime copies the sources itself, and never closes its descriptors of the copies
// first: nothing-left
import { AT_FDCWD, AT_RECURSIVE, OPEN_TREE_CLOEXEC, OPEN_TREE_CLONE, open_tree, run } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { sources as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const sources: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    for (const { source = '', type } of c.volumes ?? []) {
      if (type === undefined) run(open_tree(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE))
    }
  },
}
