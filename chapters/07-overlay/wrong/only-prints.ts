// wrong: prints what is expected, and runs nothing
// first: starts
// also: image-kept, order, layers-remove, own-upper, removed, odd-paths, refused, read-only, plain-root, nothing-left
import { exit_group, write } from '#native'
import type { Mechanism } from '../../../chapters/container.ts'

export const mechanism: Mechanism = { name: '07-overlay', steps: () => [write(1, 'ready\n'), exit_group(0)] }
