// wrong: the runtime follows the symbolic links of a destination itself, in the root; what it has found is used later
// first: swapped
import { readlinkSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { checkProc } from '../../../chapters/10-volumes/volume.ts'
import type { Container, Mechanism } from '../../../chapters/container.ts'
import { mechanism as right, sources as rightSources } from '../../../solutions/10-volumes.ts'
import { byPath } from './by-path.ts'

export * from '../../../solutions/10-volumes.ts'

const found = new WeakMap<Container, ReadonlyMap<string, string>>()

/** Where a path in the root leads, its own links read as the container would. As runc did it until CVE-2021-30465. */
function follow(root: string, path: string): string {
  let here = '/'
  const names = resolve('/', path).split('/').filter(Boolean)
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const next = resolve(here, name)
    const link = readLink(`${root}${next}`)
    here = link === undefined ? next : dirname(next)
    if (link?.startsWith('/')) here = '/'
    if (link !== undefined) names.unshift(...link.split('/').filter(Boolean))
  }
  return here
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

export const sources: Mechanism = {
  ...rightSources,
  async prepare(c) {
    await rightSources.prepare?.(c)
    const root = c.config.root?.path ?? ''
    found.set(c, new Map((c.volumes ?? []).map(({ destination }) => [destination, follow(root, destination)])))
    for (const destination of found.get(c)?.values() ?? []) checkProc({ destination }, 'mounts')
  },
}

export const mechanism: Mechanism = {
  ...right,
  steps: c => byPath(c, destination => found.get(c)?.get(destination) ?? destination),
}
