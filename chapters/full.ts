// A disk that cannot be written: it is full, or is read-only.

const CODES = ['ENOSPC', 'EDQUOT', 'EROFS']

/** Writes what can do without: the next command finds out the same, and tries again. Throws what has other reasons. */
export function ifWritable(write: () => void): void {
  try {
    write()
  } catch (error) {
    if (!CODES.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
