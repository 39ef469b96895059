import { PORTS } from '../../../chapters/09-network/plan.ts'
import { readPorts } from '../../../chapters/09-network/ports.ts'
import { IMAGE } from '../../../chapters/images.ts'
import { type Kept, list, look } from '../../../chapters/lifecycle.ts'
import { findId, storeRoot } from '../place.ts'
import { labelsOf } from '../spec/labels.ts'
import { complaint } from '../then.ts'
import type { Damaged, Inspected, Summary, Where } from './types.ts'

/** All containers, by their names. */
export async function ps({ root }: Where = {}): Promise<(Summary | Damaged)[]> {
  const all = await list(storeRoot(root))
  return all.map(each => ('error' in each ? each : summary(each)))
}

/** All that is known of a container. */
export function inspect(id: string, { root }: Where = {}): Inspected {
  const store = storeRoot(root)
  const kept = look(store, findId(store, id))
  const { container, state, status } = kept
  return { ...state, status, bundle: container.bundle, config: container.config, complaint: complaint(kept) }
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
