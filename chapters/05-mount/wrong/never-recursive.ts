// wrong: rbind is taken for bind: what is mounted below the source is not there
// first: bind
// also: bind-options, propagation
import { OPEN_TREE_CLOEXEC, OPEN_TREE_CLONE, open_tree } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export { mechanism } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  steps: c =>
    right.steps(c).map(step => {
      const alone = open_tree(0, '', OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC).args[2]
      return step.call === 'open_tree' && alone ? { ...step, args: step.args.with(2, alone) } : step
    }),
}
