// wrong: the runtime moves itself to a new user namespace, which a process with threads cannot
// first: starts
// also: host-files, root-outside, root-inside, ids, own-image, mounts, user, names, refused, joined, nothing-left
import { CLONE_NEWUSER, run, unshare } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  flags: () => 0,
  async prepare(c) {
    await right.prepare?.(c)
    if (right.flags?.(c)) run(unshare(CLONE_NEWUSER))
  },
}
