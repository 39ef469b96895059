// wrong: the maps are written once more, to be sure
// first: starts
// also: host-files, root-outside, root-inside, ids, own-image, mounts, user, names, refused, joined, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  async connect(c, child) {
    await right.connect?.(c, child)
    await right.connect?.(c, child)
  },
}
