// wrong: passwd is read as any other file, and a link of the image leads to that of the host
// first: names
import { readFileSync } from 'node:fs'
import { identify } from '../../../chapters/11-user/passwd.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    const { root, process } = c.config
    if (root && process.user?.username !== undefined) {
      const read = (name: string) => readFileSync(`${root.path}/etc/${name}`, 'utf8')
      const user = identify(process.user.username, read('passwd'), read('group'))
      c.config = { ...c.config, process: { ...process, user } }
    }
    await right.prepare?.(c)
  },
}
