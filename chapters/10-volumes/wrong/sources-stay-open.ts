// wrong: the runtime opens the sources, and never closes them
// first: nothing-left
import { openSync } from 'node:fs'
import type { Mechanism } from '../../../chapters/container.ts'
import { sources as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const sources: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    for (const { source = '', type } of c.volumes ?? []) if (type === undefined) openSync(source, 'r')
  },
}
