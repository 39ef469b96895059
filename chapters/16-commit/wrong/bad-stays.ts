// wrong: bytes that are not the right ones are refused, and stay: no later try begins anew
// first: admitted
// also: resumed
import { readFileSync, renameSync } from 'node:fs'
import { digestOf } from '../../../chapters/16-commit/oci.ts'
import { admitting } from './not-verified.ts'

export * from '../../../solutions/16-commit.ts'

export const admit = admitting((part, blob, digest) => {
  const found = digestOf(readFileSync(part))
  if (found !== digest) throw new Error(`what should be ${digest} is ${found}`)
  renameSync(part, blob)
})
