// wrong: bind is taken for rbind: what is mounted below the source comes along
// first: bind
// also: bind-options, propagation
import { AT_RECURSIVE, OPEN_TREE_CLOEXEC, OPEN_TREE_CLONE, open_tree } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as right } from '../../../solutions/05-mount.ts'

export { mechanism } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...right,
  steps: c =>
    right.steps(c).map(step => {
      const whole = open_tree(0, '', OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE).args[2]
      return step.call === 'open_tree' && whole ? { ...step, args: step.args.with(2, whole) } : step
    }),
}
