// wrong: any number of empty files may come, and each of them takes an inode
// first: limits
import { unpacking } from './no-limits.ts'

export * from '../../../solutions/16-commit.ts'

export const unpack = unpacking({
  limit({ size }, { bytes }) {
    if (size > bytes) throw new Error('the archive has more than may be')
  },
})
