// wrong: the monitor has a moment between the end of the container and the record: nobody waits for it
// first: unknown
import type { Record } from '../../../chapters/14-logs/record.ts'
import { type Fate, fate as right } from '../../../solutions/14-logs.ts'

export * from '../../../solutions/14-logs.ts'

export const fate = (record: Record | undefined, { container }: { container: boolean }): Fate =>
  right(record, { container, monitor: false })
