// wrong: without a record the end is said to be unknown, though there is none yet
// first: end
// also: unknown
import type { Record } from '../../../chapters/14-logs/record.ts'
import { type Fate, fate as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export const fate = (record: Record | undefined): Fate => right(record, { container: false, monitor: false })
