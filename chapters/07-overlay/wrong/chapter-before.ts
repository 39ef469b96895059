// wrong: nothing at all, as if this chapter were not there
// first: image-kept
// also: order, layers-remove, own-upper, removed, odd-paths, refused, read-only, nothing-left
import type { Mechanism } from '../../../chapters/container.ts'

export const mechanism: Mechanism = { name: '07-overlay', steps: () => [] }
