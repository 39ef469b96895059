// For an ordinary user. The files of an image belong to several users, and none but root can make such files: so congo runs
// once more, as root of a namespace that has his ids and those of /etc/subuid.
import * as processChapter from '#mechanisms/01-process'
import * as user from '#mechanisms/11-user'
import { signalNumber } from '#native'
import type { Container } from '../../chapters/container.ts'
import { start } from '../../chapters/start.ts'
import { maps } from './spec/users.ts'
import { OCI } from './spec.ts'

/** Runs Node with these words among the user's users, and gives the exit code. Throws as start() does. */
export async function amongUsers(words: readonly string[]): Promise<number> {
  const users = maps('private')
  const c: Container = {
    id: 'congo',
    bundle: '/',
    config: {
      ociVersion: OCI,
      process: {
        args: [process.execPath, ...process.execArgv, ...words],
        env: Object.entries(process.env).map(([name, value]) => `${name}=${value}`),
        cwd: process.cwd(),
      },
      linux: { namespaces: [{ type: 'user' }], uidMappings: users?.uid ?? [], gidMappings: users?.gid ?? [] },
    },
  }
  const child = await start(c, [user.mechanism, processChapter.mechanism], { stdio: ['inherit', 'inherit', 'inherit'] })
  const status = await child.wait()
  return 'code' in status ? status.code : 128 + signalNumber(status.signal)
}
