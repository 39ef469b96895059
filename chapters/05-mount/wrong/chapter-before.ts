// wrong: nothing at all, as if this chapter were not there
// first: own-table
// also: apart, proc, dev, fresh, bind, bind-options, order, propagation, refused, no-magic
import type { Mechanism } from '../../../chapters/container.ts'

export const propagation: Mechanism = { name: '05-mount', steps: () => [] }
export const mechanism = propagation
