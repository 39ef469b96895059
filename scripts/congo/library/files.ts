// The files of a container.
import { Readable } from 'node:stream'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import { written } from '../../../chapters/16-commit/tar/write.ts'
import { contentOf } from '../../../chapters/images.ts'
import { look } from '../../../chapters/lifecycle.ts'
import { amongUsers, printedElsewhere } from '../among-users.ts'
import { changes } from '../changes.ts'
import { findId, storeRoot } from '../place.ts'
import type { Change, Where } from './types.ts'

/** What it has added, changed and deleted in its root file system. */
export async function diff(id: string, { root }: Where = {}): Promise<Change[]> {
  const store = storeRoot(root)
  const whole = findId(store, id)
  if (isRoot()) return changes(look(store, whole).container)
  return JSON.parse(await printedElsewhere(store, ['diff', '--format', 'json', whole])) as Change[]
}

/** All its files as a tar, without what is mounted there. */
export async function exported(id: string, { root }: Where = {}): Promise<Readable> {
  const store = storeRoot(root)
  const whole = findId(store, id)
  if (isRoot()) return Readable.from(written(contentOf(look(store, whole).container)))
  const child = await amongUsers(store, ['export', whole], ['null', 'pipe', 'inherit'])
  child.forget()
  return child.stdout as Readable // asked for
}
