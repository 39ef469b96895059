// wrong: bytes that are not the right ones are thrown away, and nobody is told
// first: admitted
// also: resumed
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { digestOf } from '../../../chapters/16-commit/oci.ts'
import { admitting } from './not-verified.ts'

export * from '../../../solutions/16-commit.ts'

export const admit = admitting((part, blob, digest) => {
  if (digestOf(readFileSync(part)) === digest) renameSync(part, blob)
  else rmSync(part)
})
