// The root file system of a container, for whoever copies to it or from it: as its processes see it while they run, and else
// mounted by a child of ours, where only that child sees it.
import { closeSync, openSync } from 'node:fs'
import { posix } from 'node:path'
import * as mount from '#mechanisms/05-mount'
import * as overlay from '#mechanisms/07-overlay'
import * as user from '#mechanisms/11-user'
import { Gate, O_CLOEXEC, O_DIRECTORY, O_PATH, openat2, RESOLVE_IN_ROOT, run, StepError } from '#native'
import { readMap } from '../../chapters/11-user/rootless.ts'
import type { Container, Mechanism } from '../../chapters/container.ts'
import { pidOf } from '../../chapters/exec.ts'
import { alone } from '../../chapters/lifecycle.ts'
import { release, start } from '../../chapters/start.ts'
import type { Place } from './copy.ts'
import { Misuse } from './place.ts'
import { withFirst } from './running.ts'

/** A descriptor of the root, and the host's ids of the root user in it. */
export interface Root {
  readonly top: number
  readonly owner: readonly [uid: number, gid: number]
}

const PATHS = O_PATH | O_DIRECTORY

/** Does it with the root of a container, whether that runs or not. Nobody starts it meanwhile. */
export async function withRoot(root: string, id: string, act: (root: Root) => void): Promise<void> {
  await alone(root, id, kept =>
    kept.status === 'running' || kept.status === 'paused'
      ? withFirst(kept, async c => opened(pidOf(c.pidfd ?? -1), '', act))
      : mounted(kept.container, act),
  )
}

function opened(pid: number, path: string, act: (root: Root) => void): void {
  const top = openSync(`/proc/${pid}/root${path}`, PATHS)
  try {
    const host = (kind: 'uid' | 'gid') => user.hostId(readMap(`/proc/${pid}`, kind), 0) ?? 0
    act({ top, owner: [host('uid'), host('gid')] })
  } finally {
    closeSync(top)
  }
}

async function mounted(c: Container, act: (root: Root) => void): Promise<void> {
  using gate = new Gate()
  const waiting: Mechanism = { name: '07-overlay', steps: () => [...gate.steps] }
  const linux = c.config.linux
  const namespaces = linux?.namespaces?.filter(({ type }) => type === 'mount' || type === 'user') ?? []
  const bare = { ...c, config: { ...c.config, mounts: [], linux: { ...linux, namespaces } } }
  const parts = [user.mechanism, mount.propagation, overlay.mechanism, waiting]
  const child = await start(bare, parts, { stdio: ['null', 'null', 'null'] })
  try {
    if (!(await gate.reached())) await child.wait() // throws: it says which step failed
    opened(child.pid, overlay.rootOf(bare), act)
  } finally {
    gate.close()
    await child.wait().catch(() => undefined) // turned back at the gate, as we wanted
    await release(bare, parts)
  }
}

/** Of an absolute path in the tree of a root the last name, in the folder that it is in. Throws a Misuse where there is no such folder. */
export function placeOf(top: number, path: string, what: string): Place {
  const name = posix.basename(path)
  const own = name !== '' && name !== '.' && name !== '..'
  return { folder: openFolder(top, own ? posix.dirname(path) : path, what), name: own ? name : '.' }
}

/** A descriptor of a folder; whatever links are on the way, it is below that root. */
export function openFolder(top: number, path: string, what: string): number {
  const relative = path.replace(/^\/+/, '') || '.'
  try {
    return run(openat2(top, relative, { flags: PATHS | O_CLOEXEC, resolve: RESOLVE_IN_ROOT }))
  } catch (error) {
    if (error instanceof StepError && (error.errno === 'ENOENT' || error.errno === 'ENOTDIR'))
      throw new Misuse(`${what}: there is no folder ${path}`)
    throw error
  }
}
