import type { ProcessConfig } from '../../chapters/config.ts'
import { type Executed, exec as execute } from '../../chapters/exec.ts'
import type { ExecOptions } from './library/types.ts'
import { ownSize } from './own-size.ts'
import { running } from './running.ts'
import { environment } from './spec/environment.ts'

/** Runs a command in a running container, which with `detach` goes on without us. Throws an Error of one line. */
export function executed(
  root: string,
  id: string,
  command: readonly string[],
  { detach = false, ...options }: ExecOptions & { readonly detach?: boolean },
): Promise<Executed> {
  return running(root, id, c => {
    const { terminal: _, consoleSize: __, ...first } = c.config.process
    const { workdir, user, interactive = false } = options
    const tty = options.tty === true && !detach
    const wanted: ProcessConfig = {
      ...first,
      args: command,
      env: environment([...first.env, ...(tty ? ['TERM=xterm'] : [])], options),
      ...(workdir !== undefined && { cwd: workdir }),
      ...(user !== undefined && { user: { uid: 0, gid: 0, username: user } }),
      ...(tty && { terminal: true, ...ownSize() }),
    }
    return execute(c, wanted, {
      stdio: detach ? ['null', 'null', 'null'] : [interactive ? 'pipe' : 'null', 'pipe', 'pipe'],
      outlives: detach,
    })
  })
}
