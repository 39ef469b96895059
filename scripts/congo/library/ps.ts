import { PORTS } from '../../../chapters/09-network/plan.ts'
import { readPorts } from '../../../chapters/09-network/ports.ts'
import { IMAGE } from '../../../chapters/images.ts'
import { type Kept, list } from '../../../chapters/lifecycle.ts'
import { storeRoot } from '../place.ts'
import { labelsOf } from '../spec/labels.ts'
import { complaint } from '../then.ts'
import type { Damaged, Summary, Where } from './types.ts'

/** All containers, by their names. */
export async function ps({ root }: Where = {}): Promise<(Summary | Damaged)[]> {
  const all = await list(storeRoot(root))
  return all.map(each => ('error' in each ? each : summary(each)))
}

function summary(kept: Kept): Summary {
  const {
    container: { id, config },
    state,
    status,
  } = kept
  const { created, ended, begun = null } = state
  const runs = status === 'running' || status === 'paused'
  return {
    id,
    image: config.annotations?.[IMAGE] ?? null,
    status,
    exitCode: ended && 'code' in ended ? ended.code : null,
    created,
    started: begun,
    pid: (runs && state.process?.pid) || null,
    command: config.process.args,
    ports: readPorts(config.annotations?.[PORTS] ?? '[]'),
    labels: labelsOf(config),
    complaint: complaint(kept) || null,
  }
}
