import { UINT_MAX } from '#native'
import type { Container } from '../container.ts'

/**
 * From and to, of the descriptors above 2 that a child needs no more when only its rights are left to be taken: all but the
 * program that it is to become (04: init), and c.kept.
 */
export function unneeded(c: Container): [first: number, last: number][] {
  const program = c.exec?.call === 'execveat' ? c.exec.args[0]?.value : undefined
  const kept = [...(c.kept ?? []), ...(typeof program === 'number' ? [program] : [])]
  const ranges: [number, number][] = []
  let first = 3
  for (const fd of kept.sort((a, b) => a - b)) {
    if (fd > first) ranges.push([first, fd - 1])
    first = Math.max(first, fd + 1)
  }
  return [...ranges, [first, UINT_MAX]]
}
