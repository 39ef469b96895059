// wrong: whoever was killed by SIGKILL is said to have run out of memory
// first: end
// also: unknown
import type { Record } from '../../../chapters/14-logs/record.ts'
import { type Fate, fate as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

const SIGKILL = 9

export const fate = (record: Record | undefined, lives: { container: boolean; monitor: boolean }): Fate =>
  right(record && { ...record, oom: 'signal' in record && record.signal === SIGKILL }, lives)
