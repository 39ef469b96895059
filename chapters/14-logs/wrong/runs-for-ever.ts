// wrong: without a record the container is said to run, for ever
// first: unknown
import type { Record } from '../../../chapters/14-logs/record.ts'
import { type Fate, fate as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export const fate = (record: Record | undefined, lives: { container: boolean; monitor: boolean }): Fate =>
  record ? right(record, lives) : undefined
