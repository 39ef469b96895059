// wrong: the group is removed while those in it are still dying
// first: nothing-left
// also: after-a-crash
import { closeSync, rmdirSync } from 'node:fs'
import { groupOf, groupsBelow, placeOf, write } from '../../../chapters/08-cgroups/group.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, oomKilled as rightly } from '../../../solutions/08-cgroups.ts'

export * from '../../../solutions/08-cgroups.ts'

const killed = new WeakMap<Container, boolean>()

export const mechanism: Mechanism = {
  ...right,
  release(c) {
    const group = groupOf(c)
    if (group === undefined || c.cgroup === undefined) return
    closeSync(c.cgroup)
    delete c.cgroup
    killed.set(c, rightly(c))
    write(group, 'cgroup.kill', '1')
    for (const each of [...groupsBelow(group), group]) rmdirSync(placeOf(each))
  },
}

export const oomKilled = (c: Container): boolean => killed.get(c) ?? rightly(c)
