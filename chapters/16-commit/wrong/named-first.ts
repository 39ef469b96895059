// wrong: bytes have their name before anybody has looked at them
// first: admitted
// also: resumed
import { readFileSync, renameSync } from 'node:fs'
import { digestOf } from '../../../chapters/16-commit/oci.ts'
import { admitting } from './not-verified.ts'

export * from '../../../solutions/16-commit.ts'

export const admit = admitting((part, blob, digest) => {
  renameSync(part, blob)
  const found = digestOf(readFileSync(blob))
  if (found !== digest) throw new Error(`what should be ${digest} is ${found}`)
})
