// wrong: the group is removed only where nobody is left in it
// first: nothing-left
// also: after-a-crash
import { closeSync, rmdirSync } from 'node:fs'
import { event, groupOf, groupsBelow, placeOf } from '../../../chapters/08-cgroups/group.ts'
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
    if (event(group, 'populated') === '1') return
    for (const each of [...groupsBelow(group), group]) rmdirSync(placeOf(each))
  },
}

export const oomKilled = (c: Container): boolean => killed.get(c) ?? rightly(c)
