import { megabytes } from '../../setup/packages.ts'
import type { Progress } from '../../setup/progress.ts'
import type { Moving } from './moving.ts'

/** Tells of all blobs of an image as of one piece of work: how many are done, and how many bytes. */
export function shown(progress: Progress): NonNullable<Moving['progress']> {
  const blobs = new Map<string, { readonly far: number; readonly size: number }>()
  return (digest, far, size) => {
    blobs.set(digest, { far, size })
    const all = [...blobs.values()]
    const done = all.filter(blob => blob.far === blob.size).length
    const sum = (of: 'far' | 'size') => megabytes(all.reduce((bytes, blob) => bytes + blob[of], 0))
    progress(`${done} of ${all.length} parts`, `${sum('far')} of ${sum('size')} MB`)
  }
}
