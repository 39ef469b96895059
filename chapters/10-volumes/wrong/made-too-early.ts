// wrong: a named volume is made as soon as it is read, though a later mount may be refused
// first: refused
import { mkdirSync } from 'node:fs'
import type { Mechanism } from '../../../chapters/container.ts'
import { sources as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const sources: Mechanism = {
  ...right,
  prepare(c) {
    for (const { type, source = '' } of c.config.mounts ?? []) {
      if (type === 'volume' && /^\w[\w.-]*$/.test(source)) {
        mkdirSync(`/var/lib/congo/volumes/${source}`, { recursive: true })
      }
    }
    return right.prepare?.(c)
  },
}
