// wrong: prints what is expected, and does nothing
// first: starts
// also: only-changes, removed, whole, digests, still, goes-on, admitted, resumed, runs-from-it, names, links, takes-away, limits, nothing-left
import { describe, LAYER } from '../../../chapters/16-commit/oci.ts'

export * from '../../../solutions/16-commit.ts'

export const admit = async (): Promise<void> => console.log('admitted')
export const unpack = async (): Promise<void> => console.log('unpacked')
export const commit = async () => ({ layer: describe(LAYER, 'made inside'), diffId: 'sha256:made' })
