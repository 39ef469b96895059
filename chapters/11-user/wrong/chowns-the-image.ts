// wrong: the image itself is given to the container's root, not a copy
// first: own-image
// also: names
import { lchownSync, lstatSync, readdirSync } from 'node:fs'
import { readMaps } from '../../../chapters/11-user/maps.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { hostId, mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    const [maps, { root }] = [readMaps(c), c.config]
    if (maps && root && lstatSync(root.path).uid === 0) {
      for (const path of ['', ...readdirSync(root.path, { recursive: true, encoding: 'utf8' })]) {
        const file = `${root.path}/${path}`
        const { uid, gid } = lstatSync(file)
        lchownSync(file, hostId(maps.uid, uid) ?? -1, hostId(maps.gid, gid) ?? -1)
      }
    }
    await right.prepare?.(c)
  },
}
