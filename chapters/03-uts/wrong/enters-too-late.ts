// wrong: the names are set first, and the namespace of the config is entered after that
// first: joined
// also: nothing-left
import { entered } from '#mechanisms/02-ipc'
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/03-uts.ts'

export const mechanism: Mechanism = {
  ...right,
  steps(c) {
    const first = entered(c, 'uts')
    return [...right.steps(c).slice(first.length), ...first]
  },
}
