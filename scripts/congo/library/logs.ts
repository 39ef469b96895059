import { log, type Piece } from '#mechanisms/14-logs'
import { lives } from '#mechanisms/15-lifecycle'
import { follow } from '../../../chapters/14-logs/follow.ts'
import type { Entry } from '../../../chapters/14-logs/log.ts'
import { look } from '../../../chapters/lifecycle.ts'
import { findId, storeRoot } from '../place.ts'
import type { Line, LogOptions } from './types.ts'

/** What a container has printed. With `follow` until it has ended and all is told, or until `until`. */
export async function* logs(id: string, options: LogOptions = {}): AsyncGenerator<Line> {
  const store = storeRoot(options.root)
  const {
    container: { bundle },
    state: { monitor },
  } = look(store, findId(store, id))
  const choice = {
    ...(options.since && { since: stamp(options.since) }),
    ...(options.until && { until: stamp(options.until) }),
    ...(options.tail !== undefined && { tail: options.tail }),
  }
  if (!options.follow) {
    yield* log(bundle, choice)
    return
  }
  // The last of them, and then all that comes.
  const { tail, since = '', until } = choice
  let skip = tail === undefined ? 0 : Math.max(0, log(bundle, { since }).length - tail)
  for await (const entry of follow(bundle, () => !lives(monitor))) {
    if (entry.time < since) continue
    if (until !== undefined && entry.time >= until) return
    if (skip > 0) {
      if (!entry.partial) skip--
      continue
    }
    yield whole(entry)
  }
}

/** As the log has it, with nanoseconds. */
const stamp = (time: Date): string => time.toISOString().replace('Z', '000000Z')

/** An entry as it comes: of a line that goes on the part that is there. */
const whole = ({ partial, bytes, ...rest }: Entry): Piece => ({
  ...rest,
  bytes: partial ? bytes : Buffer.concat([bytes, Buffer.from('\n')]),
})
