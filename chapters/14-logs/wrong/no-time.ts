// wrong: when it ended is not told
// first: end
// also: unknown
import type { Record } from '../../../chapters/14-logs/record.ts'
import { fate as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function fate(record: Record | undefined, lives: { container: boolean; monitor: boolean }) {
  const found = right(record, lives)
  return found && 'code' in found ? { code: found.code, oom: found.oom } : found
}
