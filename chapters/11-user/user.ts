// The user of config.json, with the numbers that a name stands for in the container.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readLayers } from '../07-overlay/layers.ts'
import type { User } from '../config.ts'
import type { Container } from '../container.ts'
import { readInRoot } from './in-root.ts'
import { identify } from './passwd.ts'

/** Throws an Error of one line where the container knows no such user or group. */
export function readUser(c: Container): User | undefined {
  const { user } = c.config.process
  if (user?.username === undefined) return user
  const { username, additionalGids = [], ...rest } = user
  const found = identify(username, read(c, 'etc/passwd'), read(c, 'etc/group'))
  return { ...rest, ...found, additionalGids: [...new Set([...found.additionalGids, ...additionalGids])] }
}

/**
 * From the container's root file system; a container without one has the host's. Of layers from the uppermost that has it:
 * no link of one leads into another.
 */
function read(c: Container, path: string): string | undefined {
  const layers = readLayers(c)?.toReversed()
  const root = resolve(c.bundle, c.config.root?.path ?? '/')
  for (const tree of layers ? [join(c.bundle, 'upper'), ...layers] : [root]) {
    const text = existsSync(tree) ? readInRoot(tree, path) : undefined
    if (text !== undefined) return text
  }
  return undefined
}
