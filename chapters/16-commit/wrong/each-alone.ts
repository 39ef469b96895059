// wrong: no entry may be too large, but all of them together may
// first: limits
import { unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({
  limit({ count }, { bytes, entries }, { size }) {
    if (size > bytes || count > entries) throw new Error('the archive has more than may be')
  },
})
