import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../cli/paths.ts'

/** One package that a part was made from. A list of them is a part's manifest.json, so that results can name it. */
export interface Package {
  name: string
  version: string
  sha256: string
}

/** One package of Debian's as the lock has it. */
export interface PinnedPackage extends Package {
  /** Its path in a Debian archive, from the archive's top: pool/main/... */
  file: string
  /** Bytes. */
  size: number
}

/** Debian's names of architectures. */
export type Architecture = 'amd64' | 'arm64'

/** packages.lock.json: what set-up fetches, by exact version and hash. `npm run doctor -- --update-lock` makes it anew. */
export interface Lock {
  debian: Record<string, Partial<Record<Architecture, PinnedPackage[]>>>
  npm: Record<string, { version: string; integrity: string; size: number }>
}

export const lockFile = join(root, 'scripts/setup/packages.lock.json')

export function readLock(): Lock {
  return JSON.parse(readFileSync(lockFile, 'utf8')) as Lock
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Bytes as whole MB. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6)
}
