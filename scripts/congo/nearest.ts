import leven from 'leven'

/** "; do you mean web?", of the known words the one that is most like it; nothing where there are none. */
export function nearest(typed: string, known: readonly string[]): string {
  const near = known.toSorted((a, b) => leven(a, typed) - leven(b, typed))[0]
  return near === undefined ? '' : `; do you mean ${near}?`
}
