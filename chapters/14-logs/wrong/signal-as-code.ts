// wrong: the exit code after a signal is its number
// first: end
// also: unknown
import type { Record } from '../../../chapters/14-logs/record.ts'
import { type Fate, fate as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export function fate(record: Record | undefined, lives: { container: boolean; monitor: boolean }): Fate {
  if (record && 'signal' in record) return { code: record.signal, oom: record.oom, at: record.at }
  return right(record, lives)
}
