// wrong: the runtime itself binds the root, in the mount namespace of the host
// first: nothing-left

import { resolve } from 'node:path'
import { MS_BIND, MS_PRIVATE, mount, run } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { enter as right } from '../../../solutions/06-pivot-root.ts'

export { leave } from '../../../solutions/06-pivot-root.ts'

export const enter: Mechanism = {
  ...right,
  async prepare(c) {
    await right.prepare?.(c)
    if (!c.config.root) return
    const path = resolve(c.bundle, c.config.root.path)
    // Private, or the host's mounts would double at each start.
    run(mount(path, path, null, MS_BIND), mount(null, path, null, MS_PRIVATE))
  },
  steps: c => right.steps(c).filter(({ call }) => call !== 'mount'),
}
