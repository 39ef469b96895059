// wrong: a config with mounts and no mount namespace is run: without them
// first: refused
// also: no-magic
import type { Mechanism } from '../../../chapters/container.ts'
import { propagation as first, mechanism as right } from '../../../solutions/05-mount.ts'

export const propagation: Mechanism = {
  ...first,
  prepare: c => (first.flags?.(c) ? first.prepare?.(c) : undefined),
}

export const mechanism: Mechanism = { ...right, steps: c => (first.flags?.(c) ? right.steps(c) : []) }
