// The verbs of congo. Exit codes are Docker's: that of the command; 125 where it could not be made, 126 and 127 where the
// command could not be run or found, 128 + n after signal n; and 1 for all other mistakes.

import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Command, CommanderError, Option } from 'commander'
import { pause, unpause, update } from '#mechanisms/08-cgroups'
import { addVolume, removeVolume } from '#mechanisms/10-volumes'
import { pidfd_send_signal, run, StepError } from '#native'
import { shellOf } from '../../chapters/13-exec/shell.ts'
import type { Container } from '../../chapters/container.ts'
import { meaningOf } from '../../chapters/errors.ts'
import { create, ended, list, look, remove, start, stop } from '../../chapters/lifecycle.ts'
import { printable } from '../cli/text.ts'
import { attached } from './attached.ts'
import { type LogFlags, showLog } from './log.ts'
import { findId, freshId, Misuse, storeRoot } from './place.ts'
import { type ExecFlags, execIn, running } from './running.ts'
import { bind, type Flags, limits, makeConfig, whole } from './spec.ts'
import { ago, table } from './table.ts'

const SECONDS = 10
const many = (value: string, before: string[] = []) => [...before, value]

interface RunFlags extends Flags {
  readonly name?: string
  readonly detach?: boolean
  readonly rm?: boolean
}

/** Runs congo with the words typed after its name. Gives the exit code. */
export async function congo(argv: string[]): Promise<number> {
  let exitCode = 0
  const program = new Command('congo')
    .description('A container runtime made of the chapters of ConGo.')
    .option('--root <dir>', 'where containers are kept')
    .enablePositionalOptions()
    .showHelpAfterError('(congo --help lists the verbs)')
  // Each verb inherits these: a mistake is thrown, not an end of the process.
  program.exitOverride()
  const root = () => storeRoot(program.opts<{ root?: string }>().root)
  const say = (text: string) => process.stdout.write(`${text}\n`)
  const verb = (words: string, description: string) => program.command(words).description(description).exitOverride()
  const named = (typed: string) => findId(root(), typed)

  const making = (it: Command) =>
    it
      .option('--name <name>', 'its name; congo-... if not said')
      .option('--hostname <name>', 'its host name')
      .option('-m, --memory <limit>', 'most memory: 100m, 1g')
      .option('--cpu <shares>', 'its part of the processors, relative to others: 1024 is usual')
      .option('--pids <limit>', 'most processes')
      .option('-i, --interactive', 'keeps standard input open; without a command, starts a shell')
      .option('-t, --tty', 'gives it a terminal')
      .option('-e, --env <name=value>', 'a variable of its environment', many)
      .option('-w, --workdir <dir>', 'its working directory')
      .option('-u, --user <user>', 'name or uid, with :group where it is another')
      .option('-v, --volume <host:container[:ro]>', 'a folder or file of the host', many)
      .option('-p, --publish <host:container>', 'a port', many)
      .option('--network <kind>', 'bridge, host or none')
      .option('--read-only', 'its root file system cannot be written')
      .option('--init', 'an init in front of the command')

  function made(image: string, command: readonly string[], flags: RunFlags): string {
    const id = flags.name ?? freshId()
    const tty = flags.tty ?? (flags.interactive === true && command.length === 0 && process.stdin.isTTY)
    create(root(), id, makeConfig(id, image, command, { ...flags, tty }))
    return id
  }

  making(verb('run <image> [command...]', 'makes a container and starts it').passThroughOptions())
    .option('-d, --detach', 'comes back at once, and prints its name')
    .addOption(new Option('--detached').hideHelp().implies({ detach: true }))
    .option('--rm', 'removes it when it has ended')
    .action(async (image: string, command: string[], flags: RunFlags) => {
      const id = made(image, command, flags)
      try {
        if (flags.detach) {
          await start(root(), id)
          say(id)
          return
        }
        exitCode = await inFront(root(), id, flags)
      } catch (error) {
        await remove(root(), id)
        throw error
      }
      if (flags.rm) await remove(root(), id)
    })

  making(verb('create <image> [command...]', 'makes a container that does not run yet').passThroughOptions()).action(
    (image: string, command: string[], flags: RunFlags) => {
      say(made(image, command, flags))
    },
  )

  verb('start <container>', 'starts a container').action(async (typed: string) => {
    await start(root(), named(typed))
    say(typed)
  })

  verb('stop <container>', 'stops a container: SIGTERM, and SIGKILL when its time is over')
    .option('-f, --force', 'SIGKILL at once')
    .option('-t, --time <seconds>', 'how long it may take', String(SECONDS))
    .action(async (typed: string, { force, time }: { force?: boolean; time: string }) => {
      await stop(root(), named(typed), force ? { signal: 'SIGKILL' } : { seconds: whole('--time', time, 1) })
      say(typed)
    })

  verb('restart <container>', 'stops a container and starts it again')
    .option('-t, --time <seconds>', 'how long its end may take', String(SECONDS))
    .action(async (typed: string, { time }: { time: string }) => {
      const id = named(typed)
      await stop(root(), id, { seconds: whole('--time', time, 1) })
      await start(root(), id)
      say(typed)
    })

  verb('kill <container>', 'sends a signal to its first process')
    .option('-s, --signal <signal>', 'which', 'SIGKILL')
    .action(async (typed: string, { signal }: { signal: string }) => {
      const name = signal.toUpperCase().replace(/^(?!SIG|\d)/, 'SIG')
      await running(root(), named(typed), async ({ pidfd = -1 }) => void run(pidfd_send_signal(pidfd, name)))
      say(typed)
    })

  verb('wait <container>', 'waits until it has ended, and prints its exit code').action(async (typed: string) => {
    const end = await ended(root(), named(typed))
    say(end && 'code' in end ? String(end.code) : 'unknown')
  })

  verb('attach <container>', 'joins this terminal with that of a running container').action(async (typed: string) => {
    const id = named(typed)
    const { config, bundle } = (await running(root(), id, async c => c)) satisfies Container
    const client = connect(join(bundle, 'attach'))
    await once(client, 'connect')
    await attached(client, { input: true, tty: config.process.terminal === true })
    const end = await ended(root(), id)
    if (end && 'code' in end) exitCode = end.code
  })

  verb('rm <containers...>', 'removes containers that do not run')
    .option('-f, --force', 'also one that runs')
    .action(async (all: string[], { force }: { force?: boolean }) => {
      for (const typed of all) {
        const id = named(typed)
        if (force) await stop(root(), id, { signal: 'SIGKILL' })
        await remove(root(), id)
        say(typed)
      }
    })

  verb('ps', 'lists all containers')
    .option('-a, --all', 'which it does anyway')
    .option('-q, --quiet', 'only their names')
    .action(async ({ quiet }: { quiet?: boolean }) => {
      const all = await list(root())
      for (const each of all) if ('error' in each) process.stderr.write(`congo ps: ${printable(each.error)}\n`)
      const good = all.flatMap(each => ('error' in each ? [] : [each]))
      if (quiet) {
        for (const { container } of good) say(container.id)
        return
      }
      const rows = good.map(({ container: { id, config }, state, status }) => {
        const end = state.ended && 'code' in state.ended ? ` (${state.ended.code})` : ''
        return [id, status === 'stopped' ? `stopped${end}` : status, ago(state.created), config.process.args.join(' ')]
      })
      process.stdout.write(table(['CONTAINER', 'STATUS', 'CREATED', 'COMMAND'], rows, process.stdout.columns))
    })

  verb('logs <container>', 'shows what a container has printed')
    .option('-f, --follow', 'and what it will print, until it ends')
    .option('-t, --timestamps', 'with the time of each line')
    .option('-n, --tail <lines>', 'only so many, the last ones')
    .option('--since <time>', 'only what came then or later')
    .option('--until <time>', 'only what came before')
    .action((typed: string, flags: LogFlags) => showLog(root(), named(typed), flags))

  const entering = (it: Command) =>
    it
      .option('-i, --interactive', 'keeps standard input open')
      .option('-t, --tty', 'gives it a terminal')
      .option('-e, --env <name=value>', 'a variable of its environment', many)
      .option('-w, --workdir <dir>', 'its working directory')
      .option('-u, --user <user>', 'name or uid, with :group where it is another')

  entering(verb('exec <container> <command...>', 'runs a command in a running container').passThroughOptions()).action(
    async (typed: string, command: string[], flags: ExecFlags) => {
      exitCode = await execIn(root(), named(typed), command, flags)
    },
  )

  verb('shell <container>', 'a shell in a running container: bash, or else sh').action(async (typed: string) => {
    const id = named(typed)
    const shell = await running(root(), id, async c => shellOf(c))
    exitCode = await execIn(root(), id, [shell], { interactive: true, tty: process.stdin.isTTY })
  })

  verb('pause <container>', 'freezes all its processes').action(async (typed: string) => {
    await running(root(), named(typed), pause)
    say(typed)
  })

  verb('unpause <container>', 'thaws them').action(async (typed: string) => {
    await running(root(), named(typed), unpause)
    say(typed)
  })

  verb('update <container>', 'gives a running container other limits')
    .option('-m, --memory <limit>', 'most memory')
    .option('--cpu <shares>', 'its part of the processors')
    .option('--pids <limit>', 'most processes')
    .action(async (typed: string, flags: Pick<Flags, 'memory' | 'cpu' | 'pids'>) => {
      const wanted = limits(flags)
      if (!wanted) throw new Misuse('update: say --memory, --cpu or --pids')
      await running(root(), named(typed), async c => {
        update(c, wanted)
        const { config } = c
        const resources = { ...config.linux?.resources, ...wanted }
        const text = JSON.stringify({ ...config, linux: { ...config.linux, resources } }, null, 2)
        writeFileSync(join(c.bundle, 'config.json'), `${text}\n`)
      })
      say(typed)
    })

  verb('volume-add <container> <host> <path> [ro]', 'mounts a folder of the host into a running container').action(
    async (typed: string, host: string, path: string, ro?: string) => {
      if (ro !== undefined && ro !== 'ro') throw new Misuse(`volume-add: "${ro}": ro is the only word that goes there`)
      await running(root(), named(typed), c => addVolume(c, bind(host, path, ro ? ['ro'] : [])))
      say(typed)
    },
  )

  verb('volume-remove <container> <path>', 'takes it out again').action(async (typed: string, path: string) => {
    await running(root(), named(typed), c => removeVolume(c, path))
    say(typed)
  })

  verb('inspect <containers...>', 'all that is known of containers, as JSON').action((all: string[]) => {
    const found = all.map(typed => {
      const { container, state, status } = look(root(), named(typed))
      return { ...state, status, bundle: container.bundle, config: container.config }
    })
    say(JSON.stringify(found, null, 2))
  })

  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    return failed(error, argv)
  }
  return exitCode
}

/** Runs it where one can see it, to its end. */
async function inFront(root: string, id: string, { interactive = false }: RunFlags): Promise<number> {
  const { client } = await start(root, id, { attach: true, stdin: interactive })
  const tty = look(root, id).container.config.process.terminal === true
  if (client) await attached(client, { input: interactive, tty })
  const end = await ended(root, id)
  if (end && 'code' in end) return end.code
  throw new Misuse(`${id}: how it ended is not known: ${end?.unknown ?? 'nobody has seen it'}`, 125)
}

/** One line about what went wrong, and the exit code that goes with it. */
function failed(error: unknown, argv: readonly string[]): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : isMaking(argv) ? 125 : 1
  const { message } = error as Error
  process.stderr.write(`congo: ${printable(message)}\n`)
  if (error instanceof Misuse) return error.exitCode
  if (!(error instanceof StepError)) return isMaking(argv) ? 125 : 1
  const meaning = meaningOf(error)
  if (meaning) process.stderr.write(`${meaning}\n`)
  if (error.call !== 'execve') return 125
  return error.errno === 'ENOENT' || error.errno === 'ENOTDIR' ? 127 : 126
}

const isMaking = (argv: readonly string[]) => argv.some(word => word === 'run' || word === 'create' || word === 'exec')
