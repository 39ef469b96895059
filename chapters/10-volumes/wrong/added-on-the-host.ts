// wrong: addVolume() mounts on the host, in the folder that was the container's root
// first: added
// also: nothing-left
import { mkdirSync } from 'node:fs'
import { MS_BIND, MS_REC, mount, run } from '#native'
import type { Container, Mount } from '../../../chapters/container.ts'

export * from '../../../solutions/10-volumes.ts'

export async function addVolume(c: Container, { source = '', destination }: Mount): Promise<void> {
  const place = `${c.config.root?.path}${destination}`
  mkdirSync(place, { recursive: true })
  run(mount(source, place, null, MS_BIND | MS_REC))
}
