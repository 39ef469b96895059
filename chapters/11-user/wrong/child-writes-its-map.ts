// wrong: the child writes its own maps, and the kernel gives it but one id
// first: starts
// also: host-files, root-outside, root-inside, ids, own-image, mounts, user, names, refused, joined, nothing-left
import { AT_FDCWD, close, O_WRONLY, openat, type Step, slot, write } from '#native'
import { readMaps } from '../../../chapters/11-user/maps.ts'
import { mapText } from '../../../chapters/11-user/rootless.ts'
import type { IdMapping, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/11-user.ts'

export * from '../../../solutions/11-user.ts'

function writeMap(kind: string, map: readonly IdMapping[]): Step[] {
  const file = slot(kind)
  const opened = { ...openat(AT_FDCWD, `/proc/self/${kind}_map`, O_WRONLY), save: file }
  return [opened, write(file, mapText(map)), close(file)]
}

export const mechanism: Mechanism = {
  ...right,
  connect: () => undefined,
  steps(c) {
    const maps = readMaps(c)
    return [...(maps ? [...writeMap('uid', maps.uid), ...writeMap('gid', maps.gid)] : []), ...right.steps(c)]
  },
}
