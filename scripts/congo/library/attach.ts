import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { joined } from '../joined.ts'
import { findId, storeRoot } from '../place.ts'
import { running } from '../running.ts'
import type { Running, Where } from './types.ts'

/** Joins a container that runs: what it prints from now on. Throws an Error of one line where it does not run. */
export async function attach(id: string, { root }: Where = {}): Promise<Running> {
  const store = storeRoot(root)
  const c = await running(store, findId(store, id), async it => it)
  const client = connect(join(c.bundle, 'attach'))
  await once(client, 'connect')
  return joined(store, c, client)
}
