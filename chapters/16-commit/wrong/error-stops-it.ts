// wrong: after an error nobody has the container go on
// first: goes-on
// also: nothing-left
import { own } from '#mechanisms/07-overlay'
import { pause, unpause } from '#mechanisms/08-cgroups'
import type { Ids } from '../../../chapters/16-commit/walk.ts'
import type { Container } from '../../../chapters/container.ts'
import { changes, pack } from '../../../solutions/16-commit.ts'

export * from '../../../solutions/16-commit.ts'

export async function commit(c: Container, images: string, { running, ids }: { running: boolean; ids?: Ids }) {
  if (running) await pause(c)
  const made = await pack(images, changes(own(c).upper, ids))
  if (running) await unpause(c)
  return made
}
