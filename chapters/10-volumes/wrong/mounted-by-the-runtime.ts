// wrong: the runtime mounts on the host, into the folder that will be the root, and unmounts in the end
// first: bound
// also: readonly, options, named, links, swapped, proc, refused, added, removed, nothing-left
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { MNT_DETACH, MS_BIND, MS_REC, mount, run, umount2 } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, sources as rightSources } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

const made = new WeakMap<Container, string[]>()

export const sources: Mechanism = {
  ...rightSources,
  async prepare(c) {
    await rightSources.prepare?.(c)
    made.set(c, [])
    for (const { source = '', destination } of (c.volumes ?? []).filter(({ type }) => type === undefined)) {
      const place = `${c.config.root?.path}${destination}`
      mkdirSync(dirname(place), { recursive: true })
      if (statSync(source).isDirectory()) mkdirSync(place, { recursive: true })
      else writeFileSync(place, '')
      run(mount(source, place, null, MS_BIND | MS_REC))
      made.get(c)?.push(place)
    }
  },
  release(c) {
    for (const place of made.get(c)?.toReversed() ?? []) run(umount2(place, MNT_DETACH))
    made.delete(c)
  },
}

export const mechanism: Mechanism = right
