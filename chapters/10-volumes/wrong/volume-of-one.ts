// wrong: a named volume ends with its container
// first: named
import { rmSync } from 'node:fs'
import type { Mechanism } from '../../../chapters/container.ts'
import { sources as right } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const sources: Mechanism = {
  ...right,
  release(c) {
    for (const { type, source } of c.volumes ?? []) {
      if (type === 'volume') rmSync(`/var/lib/congo/volumes/${source}`, { recursive: true, force: true })
    }
  },
}
