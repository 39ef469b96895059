// wrong: a container that somebody has paused runs after it
// first: goes-on
import { existsSync } from 'node:fs'
import { unpause } from '#mechanisms/08-cgroups'
import { groupOf, placeOf } from '../../../chapters/08-cgroups/group.ts'
import type { Ids } from '../../../chapters/16-commit/walk.ts'
import type { Container } from '../../../chapters/container.ts'
import * as right from '../../../solutions/16-commit.ts'

export * from '../../../solutions/16-commit.ts'

export async function commit(c: Container, images: string, how: { running: boolean; ids?: Ids }) {
  try {
    return await right.commit(c, images, how)
  } finally {
    if (existsSync(placeOf(groupOf(c) ?? '', 'cgroup.freeze'))) await unpause(c)
  }
}
