// wrong: the name of a volume is taken for a path below the folder of volumes, and ".." leads out of it
// first: named
// also: refused
import { mkdirSync } from 'node:fs'
import { takenOver } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mechanism, Mount } from '../../../chapters/container.ts'
import { mechanism as right, sources as rightSources } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

const copies = new WeakMap<Container, Container>()
const copyOf = (c: Container) => copies.get(c) ?? c

function unchecked(m: Mount): Mount {
  if (m.type !== 'volume') return m
  const source = `/var/lib/congo/volumes/${m.source}`
  mkdirSync(source, { recursive: true })
  return { destination: m.destination, source, options: ['rbind', ...(m.options ?? [])] }
}

export const sources: Mechanism = {
  ...rightSources,
  async prepare(c) {
    const { mounts = [] } = c.config
    if (mounts.length === 0) return
    await rightSources.prepare?.({ ...c, config: { ...c.config, mounts: mounts.filter(m => m.type !== 'volume') } })
    const copy = { ...c, config: { ...c.config, mounts: mounts.map(unchecked) } }
    copies.set(c, copy)
    await rightSources.prepare?.(copy)
    c.volumes = takenOver(mounts)
  },
  steps: c => rightSources.steps(copyOf(c)),
}

export const mechanism: Mechanism = { ...right, steps: c => right.steps(copyOf(c)) }
