// wrong: the image is taken as it is, and its files are nobody's
// first: own-image
// also: names, joined
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    const { root } = c.config
    await right.prepare?.(c)
    if (root) c.config = { ...c.config, root }
  },
}
