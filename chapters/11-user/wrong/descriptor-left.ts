// wrong: the map stays open in the runtime
// first: nothing-left
import { openSync } from 'node:fs'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  async connect(c, child) {
    await right.connect?.(c, child)
    openSync(`/proc/${child.pid}/uid_map`, 'r')
  },
}
