// wrong: the runtime mounts the overlay itself, in the table of the host, and takes it away in the end
// first: nothing-left
import { mkdirSync } from 'node:fs'
import { MNT_DETACH, MS_BIND, mount, run, umount2 } from '#native'
import { readLayers } from '../../../chapters/07-overlay/layers.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { options, mechanism as right, rootOf } from '../../../solutions/07-overlay.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    const layers = readLayers(c)
    if (!layers) return
    mkdirSync(`${c.bundle}/merged`)
    run(mount('overlay', `${c.bundle}/merged`, 'overlay', 0, options(c, layers)))
  },
  steps: c => (readLayers(c) ? [mount(`${c.bundle}/merged`, rootOf(c), null, MS_BIND)] : []),
  release(c) {
    run({ ...umount2(`${c.bundle}/merged`, MNT_DETACH), allow: ['EINVAL', 'ENOENT'] })
  },
}
