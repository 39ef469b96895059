// wrong: the runtime goes to a new namespace and back, and forgets the descriptor that led it back
// first: nothing-left
import { openSync } from 'node:fs'
import { CLONE_NEWUTS, run, setns, unshare } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

const origins = new WeakMap<Container, number>()

export const mechanism: Mechanism = {
  ...right,
  flags: () => 0,
  async prepare(c) {
    await right.prepare?.(c)
    if (!right.flags?.(c)) return
    origins.set(c, openSync('/proc/self/ns/uts', 'r'))
    run(unshare(CLONE_NEWUTS))
  },
  connect(c) {
    const origin = origins.get(c)
    if (origin !== undefined) run(setns(origin, CLONE_NEWUTS))
  },
}
