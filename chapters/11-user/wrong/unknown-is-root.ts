// wrong: a name that nobody knows is taken for root
// first: names
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    try {
      await right.prepare?.(c)
    } catch (error) {
      if (!String(error).includes('username')) throw error
      c.config = { ...c.config, process: { ...c.config.process, user: { uid: 0, gid: 0 } } }
      await right.prepare?.(c)
    }
  },
}
