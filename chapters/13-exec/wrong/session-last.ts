// wrong: the terminal is made the controlling one before there is a session
// first: terminal
// also: first-terminal, keys, size, as-before, nothing-left
import type { Step } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'
import * as right from '../../../solutions/13-exec.ts'

export * from '../../../solutions/13-exec.ts'

export const session: Mechanism = { ...right.session, steps: c => moved(right.session.steps(c)) }

function moved(steps: Step[]): Step[] {
  const at = steps.findIndex(({ call }) => call === 'setsid')
  const [setsid, TIOCSCTTY] = [steps[at], steps[at + 1]]
  return setsid && TIOCSCTTY ? steps.toSpliced(at, 2, TIOCSCTTY, setsid) : steps
}
