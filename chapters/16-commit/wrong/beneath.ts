// wrong: links that begin at the root are refused, as if they led out; in an image they begin at its own root
// first: links
import { openat2, RESOLVE_BENEATH, run } from '#native'
import { FOLDER, unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({
  openBelow: (top, names) => run(openat2(top, names.join('/') || '.', { flags: FOLDER, resolve: RESOLVE_BENEATH })),
})
