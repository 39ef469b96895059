// What `npm run lab` shows of a chapter: one container, and what the host and the container see side by side.
import type { ProcessView, Running, Trial, Wish } from './check.ts'

export interface Demo {
  /** Prints "ready" when there is something to see (probe: await, forever). stop() ends it, with a second of patience. */
  readonly command: readonly string[]
  readonly wish: Wish
  /** What has to stand on the host before. */
  prepare?(t: Trial): Promise<void>
  /** The lines of the comparison, while the container runs. */
  compare(t: Trial, container: ProcessView, running: Running): Promise<Row[]>
}

/** What, as the host has it, as the container has it. */
export type Row = readonly [what: string, host: string, container: string]
