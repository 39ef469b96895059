// wrong: prints what is expected, and runs nothing
// first: starts
// also: own-root, relative, host-gone, escape, descriptors, mounts-inside, readonly, readonly-last, propagation, refused, nothing-left
import { exit_group, write } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export const enter: Mechanism = { name: '06-pivot-root', steps: () => [] }
export const leave: Mechanism = {
  name: '06-pivot-root',
  steps: () => [write(1, 'escape: done\nfile /root/key: No such file or directory\nready\n'), exit_group(0)],
}
