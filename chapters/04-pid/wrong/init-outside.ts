// wrong: a container with init gets no namespace, so that init is not number 1
// first: ends-together
// also: init-in-front, init-buries, init-passes-on
import type { Mechanism } from '../../../chapters/container.ts'
import { mechanism as right } from '../../../solutions/04-pid.ts'

export * from '../../../solutions/04-pid.ts'

export const mechanism: Mechanism = {
  ...right,
  flags: c => (c.config.annotations ? 0 : (right.flags?.(c) ?? 0)),
}
