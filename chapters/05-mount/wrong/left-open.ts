// wrong: the runtime opens what shall be bound, to see whether it is there, and leaves it open
// first: nothing-left
import { openSync } from 'node:fs'
import { isBound, planned } from '../../../chapters/05-mount/plan.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export { mechanism } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  prepare: c =>
    planned(c)
      .filter(isBound)
      .forEach(({ source }) => openSync(source, 'r')),
}
