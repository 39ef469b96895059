// What is done to a container that runs.
import { closeSync } from 'node:fs'
import { attach } from '#mechanisms/13-exec'
import { lives } from '#mechanisms/15-lifecycle'
import { pidfd_open, run, signalNumber } from '#native'
import type { ProcessConfig } from '../../chapters/config.ts'
import type { Container } from '../../chapters/container.ts'
import { exec } from '../../chapters/exec.ts'
import { look } from '../../chapters/lifecycle.ts'
import { Misuse } from './place.ts'

/** Does it with the container and a descriptor of its first process. Throws a Misuse where it does not run. */
export async function running<Result>(
  root: string,
  id: string,
  act: (c: Container) => Promise<Result>,
): Promise<Result> {
  const { container, state, status } = look(root, id)
  if (status === 'created' || status === 'stopped') throw new Misuse(`${id} does not run; congo start ${id} starts it`)
  const pidfd = run(pidfd_open(state.process?.pid ?? 0))
  try {
    if (!lives(state.process)) throw new Misuse(`${id} has ended just now`)
    return await act({ ...container, pidfd })
  } finally {
    closeSync(pidfd)
  }
}

export interface ExecFlags {
  readonly interactive?: boolean
  readonly tty?: boolean
  readonly env?: readonly string[]
  readonly workdir?: string
  readonly user?: string
}

/** Runs a command in a running container. Gives its exit code. */
export const execIn = (root: string, id: string, command: readonly string[], flags: ExecFlags): Promise<number> =>
  running(root, id, async c => {
    const { terminal: _, consoleSize: __, ...first } = c.config.process
    const { stdin: input, stdout: output } = process
    const tty = flags.tty === true
    const wanted: ProcessConfig = {
      ...first,
      args: command,
      env: [...first.env, ...(tty ? ['TERM=xterm'] : []), ...(flags.env ?? [])],
      ...(flags.workdir !== undefined && { cwd: flags.workdir }),
      ...(flags.user !== undefined && { user: { uid: 0, gid: 0, username: flags.user } }),
      ...(tty && { terminal: true }),
    }
    const { child, terminal } = await exec(c, wanted, {
      stdio: [flags.interactive ? 'inherit' : 'null', 'inherit', 'inherit'],
    })
    const ended = child.wait()
    if (terminal) {
      void ended.then(() => terminal.drain())
      if (input.isTTY && output.isTTY) await attach(terminal, { input, output })
      else for await (const bytes of terminal) output.write(bytes as Buffer)
    }
    const status = await ended
    return 'code' in status ? status.code : 128 + signalNumber(status.signal)
  })
