// wrong: a group that is there already is used, whoever is in it
// first: whole
// also: after-a-crash
import { constants, existsSync, openSync } from 'node:fs'
import { groupOf, placeOf } from '../../../chapters/08-cgroups/group.ts'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

export const mechanism: Mechanism = {
  ...right,
  async prepare(c) {
    const group = groupOf(c)
    if (group === undefined || !existsSync(placeOf(group))) return right.prepare?.(c)
    c.cgroup = openSync(placeOf(group), constants.O_DIRECTORY)
  },
}
