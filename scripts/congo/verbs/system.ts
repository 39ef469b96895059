import { df } from '../library/df.ts'
import type { DiskUse } from '../library/types.ts'
import { type ListFlags, type Listing, listed, withListFlags } from '../listing.ts'
import { bytes } from '../table.ts'
import type { Verb } from './verb.ts'

const uses: Listing<DiskUse> = {
  columns: {
    TYPE: ({ type }) => type,
    TOTAL: ({ total }) => String(total),
    ACTIVE: ({ active }) => String(active),
    SIZE: it => bytes(it.size),
    RECLAIMABLE: ({ reclaimable }) => bytes(reclaimable),
  },
}

export const system: Verb = (program, { root, print }) =>
  withListFlags(
    program.command('system').description('what all of it takes').command('df').description('on the disk'),
    uses,
  ).action(async (flags: ListFlags) => print(listed(await df({ root: root() }), uses, flags)))
