// wrong: nothing at all, as if this chapter were not there
// first: host-unseen
// also: number-one, ends-together, stop-insists, stop-asks-first, init-in-front, init-buries, init-passes-on
import type { Mechanism } from '../../../chapters/container.ts'

export { stop } from '../../../solutions/04-pid.ts'

export const mechanism: Mechanism = { name: '04-pid', steps: () => [] }
