// Folders in which files belong to users of a container.
import { rmSync } from 'node:fs'
import * as process_ from '#mechanisms/01-process'
import * as user from '#mechanisms/11-user'
import { isRoot } from './11-user/rootless.ts'
import type { Container } from './container.ts'
import { start } from './start.ts'

/** What is to be known of a container: the users that it may have. */
export interface Owner {
  readonly config: Pick<Container['config'], 'linux'>
}

/**
 * Removes a folder with all that is in it. An ordinary user cannot remove what users of his container have in folders of
 * their own: then root of such a namespace does it. Throws an Error of one line.
 */
export async function removeTree(folder: string, { config: { linux } }: Owner): Promise<void> {
  try {
    rmSync(folder, { recursive: true, force: true })
    return
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (isRoot() || (code !== 'EACCES' && code !== 'EPERM') || !linux?.uidMappings) throw error
  }
  const { uidMappings = [], gidMappings = [] } = linux
  const script = 'fs.rmSync(process.argv[1], { recursive: true, force: true })'
  const c: Container = {
    id: 'remove',
    bundle: '/',
    config: {
      ociVersion: '1.2.0',
      process: { args: [process.execPath, '-e', script, folder], env: [], cwd: '/' },
      linux: { namespaces: [{ type: 'user' }], uidMappings, gidMappings },
    },
  }
  const child = await start(c, [user.mechanism, process_.mechanism], { stdio: ['null', 'null', 'inherit'] })
  const status = await child.wait()
  if (!('code' in status) || status.code !== 0) throw new Error(`${folder}: it cannot be removed`)
}
