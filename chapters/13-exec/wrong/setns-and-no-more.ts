// wrong: setns and no more: no session, no terminal, and nothing is closed
// first: nothing-along
// also: not-the-runtime, own-session, terminal, first-terminal, keys, size, as-before, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'

export { attach, elsewhere, enter } from '../../../solutions/13-exec.ts'

export const alone: Mechanism = { name: '13-exec', steps: () => [] }

export const session: Mechanism = {
  name: '13-exec',
  prepare(c) {
    if (c.config.process.terminal) throw new Error(`${c.id}: process.terminal: nobody makes one`)
  },
  steps: () => [],
}
