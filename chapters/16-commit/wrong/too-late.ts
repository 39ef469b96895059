// wrong: it is counted what an entry has had, when it has had it
// first: limits
import { unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({
  limit({ size, count }, { bytes, entries }, { size: last }) {
    if (size - last > bytes || count - 1 > entries) throw new Error('the archive has more than may be')
  },
})
