// wrong: when the monitor was killed, the container is said to have ended well
// first: unknown
import type { Record } from '../../../chapters/14-logs/record.ts'
import { type Fate, fate as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function fate(record: Record | undefined, lives: { container: boolean; monitor: boolean }): Fate {
  const found = right(record, lives)
  return found && 'unknown' in found ? { code: 0, oom: false, at: '' } : found
}
