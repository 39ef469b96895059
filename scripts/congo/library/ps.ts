import { PORTS } from '../../../chapters/09-network/plan.ts'
import { readPorts } from '../../../chapters/09-network/ports.ts'
import { IMAGE } from '../../../chapters/images.ts'
import { folderOf, ids, type Kept, list, look } from '../../../chapters/lifecycle.ts'
import { AtRest } from '../at-rest.ts'
import { findId, storeRoot } from '../place.ts'
import { labelsOf } from '../spec/labels.ts'
import { complaint } from '../then.ts'
import type { Damaged, Inspected, Summary, Where } from './types.ts'

/** All containers, by their names. */
export async function ps({ root }: Where = {}): Promise<(Summary | Damaged)[]> {
  const store = storeRoot(root)
  const rest = new AtRest(store)
  const names = ids(store)
  const known = new Map(names.map(id => [id, rest.get(id)]))
  const found = await list(
    store,
    names.filter(id => !known.get(id)),
  )
  const told = found.map(each => ('error' in each ? each : summary(each)))
  const news = new Map(told.map(each => [each.id, each]))
  const all = names.map(id => known.get(id) ?? news.get(id)).filter(each => each !== undefined) // others have gone
  rest.keep(
    found.filter(each => 'state' in each),
    all.filter(each => 'status' in each),
  )
  const complained = ({ id, started }: Summary) => (started && complaint(folderOf(store, id), started)) || null
  return all.map(each => ('status' in each ? { ...each, complaint: complained(each) } : each))
}

/** All that is known of a container. */
export function inspect(id: string, { root }: Where = {}): Inspected {
  const store = storeRoot(root)
  const { container, state, status } = look(store, findId(store, id))
  return {
    ...state,
    status,
    bundle: container.bundle,
    config: container.config,
    complaint: complaint(container.bundle, state.begun),
  }
}

function summary({ container: { id, config }, state, status }: Kept): Summary {
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
    complaint: null, // it may still come
  }
}
