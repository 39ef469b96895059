// wrong: volumes are copied when the container's mount table is private already, so that rslave and rshared say nothing
// first: options
import { AT_RECURSIVE, OPEN_TREE_CLOEXEC, OPEN_TREE_CLONE, open_tree, type Slot, type Step } from '#native'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, sources as rightSources } from '../../../solutions/10-volumes.ts'

export * from '../../../solutions/10-volumes.ts'

export const sources: Mechanism = { ...rightSources, steps: () => [] }

/** Below the descriptor that chapter 05 has taken of the host's root. */
const late = (c: Container, { save, args }: Step): Step => {
  const path = (JSON.parse(args[1]?.text ?? '') as string).slice(1)
  const copy = open_tree(c.host as Slot, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE)
  return save ? { ...copy, save } : copy
}

export const mechanism: Mechanism = {
  ...right,
  steps: c => [...rightSources.steps(c).map(step => late(c, step)), ...right.steps(c)],
}
