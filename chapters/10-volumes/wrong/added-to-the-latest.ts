// wrong: addVolume() knows one container only, the one that was started last
// first: added
import type { Container, Mechanism, Mount } from '../../../chapters/container.ts'
import { mechanism as right, addVolume as rightAdd } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

let latest: Container | undefined

export const mechanism: Mechanism = {
  ...right,
  connect(c, child) {
    latest = c
    return right.connect?.(c, child)
  },
}

export const addVolume = (c: Container, m: Mount): Promise<void> => rightAdd(latest ?? c, m)
