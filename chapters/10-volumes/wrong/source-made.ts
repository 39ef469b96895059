// wrong: a source that is missing is made, an empty folder: a typing error becomes a volume
// first: refused
import { mkdirSync } from 'node:fs'
import type { Mechanism } from '../../../chapters/container.ts'
import { sources as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const sources: Mechanism = {
  ...right,
  prepare(c) {
    for (const { source, options } of c.config.mounts ?? []) {
      if (source && options?.includes('rbind')) {
        try {
          mkdirSync(source, { recursive: true })
        } catch {} // a file
      }
    }
    return right.prepare?.(c)
  },
}
