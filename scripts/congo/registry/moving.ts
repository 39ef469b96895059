// What pull and push share.
import type { Descriptor, Manifest } from '../../../chapters/16-commit/oci.ts'
import type { Patience } from './registry.ts'

export interface Moving {
  /** Hears how many bytes of a blob have been moved, and how many there are: at first and at the end of each, too. */
  readonly progress?: (digest: string, far: number, size: number) => void
  readonly patience?: Patience
}

export const BLOBS_AT_ONCE = 3

/** Each once: an image may have the same layer twice. */
export const blobsOf = ({ config, layers }: Manifest): Descriptor[] => [
  ...new Map([config, ...layers].map(blob => [blob.digest, blob])).values(),
]
