import { UINT_MAX } from '#native'
import type { Container } from '../container.ts'

/**
 * From and to, of the descriptors above 2 that a child needs no more when only its rights are left to be taken: all but the
 * program that it is to become (c.exec), and c.became.
 */
export function unneeded(c: Container): [first: number, last: number][] {
  const program = [c.exec ?? []].flat().find(({ call }) => call === 'execveat')?.args[0]?.value
  const kept = [c.became, program].filter(fd => typeof fd === 'number')
  const ranges: [number, number][] = []
  let first = 3
  for (const fd of kept.sort((a, b) => a - b)) {
    if (fd > first) ranges.push([first, fd - 1])
    first = Math.max(first, fd + 1)
  }
  return [...ranges, [first, UINT_MAX]]
}
