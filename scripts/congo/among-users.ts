// For an ordinary user. The files of an image belong to several users, and none but root can make such files: so congo runs
// once more, as root of a namespace that has his ids and those of /etc/subuid.
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import * as processChapter from '#mechanisms/01-process'
import * as user from '#mechanisms/11-user'
import { type Process, type Stdio, signalNumber } from '#native'
import { AMONG_USERS } from '../../chapters/16-commit/ids.ts'
import type { Container } from '../../chapters/container.ts'
import { start } from '../../chapters/start.ts'
import { self } from './self.ts'
import { maps } from './spec/users.ts'
import { OCI } from './spec.ts'

/** Starts congo among the user's users, for the store `root`. Throws as start() does. */
export async function amongUsers(
  root: string,
  words: readonly string[],
  stdio: readonly [Stdio, Stdio, Stdio],
): Promise<Process> {
  const users = maps('private')
  const c: Container = {
    id: 'congo',
    bundle: '/',
    config: {
      ociVersion: OCI,
      process: {
        args: [process.execPath, ...process.execArgv, ...self, '--root', root, ...words],
        env: Object.entries({ ...process.env, [AMONG_USERS]: '1' }).map(([name, value]) => `${name}=${value}`),
        cwd: process.cwd(),
      },
      linux: { namespaces: [{ type: 'user' }], uidMappings: users?.uid ?? [], gidMappings: users?.gid ?? [] },
    },
  }
  return start(c, [user.mechanism, processChapter.mechanism], { stdio })
}

/** Does it there, with our standard streams. Gives its exit code. */
export async function elsewhere(root: string, words: readonly string[]): Promise<number> {
  const child = await amongUsers(root, words, ['inherit', 'inherit', 'inherit'])
  const status = await child.wait()
  return 'code' in status ? status.code : 128 + signalNumber(status.signal)
}

/** Does it there, and gives what it has printed. Throws an Error of its words where it fails. */
export async function printedElsewhere(root: string, words: readonly string[]): Promise<string> {
  const child = await amongUsers(root, words, ['null', 'pipe', 'pipe'])
  const [stdout, stderr] = [child.stdout, child.stderr] as [Readable, Readable] // asked for
  const [out, err, status] = await Promise.all([text(stdout), text(stderr), child.wait()])
  if ('code' in status && status.code === 0) return out
  throw new Error(err.trim().replace(/^congo: /, ''))
}
