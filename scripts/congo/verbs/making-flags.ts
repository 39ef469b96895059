// The flags of run and create, which say what a container is.
import type { Command } from 'commander'
import { withProgress } from '../../setup/progress.ts'
import { create } from '../library/create.ts'
import type { CreateOptions } from '../library/types.ts'
import { shown } from '../registry/shown.ts'
import { many, type Setting } from './verb.ts'

export const withFlags = (verb: Command): Command =>
  verb
    .passThroughOptions()
    .optionsGroup('The command:')
    .option('-i, --interactive', 'keeps standard input open; without a command, starts a shell')
    .option('-t, --tty', 'gives it a terminal')
    .option('-e, --env <name=value>', 'a variable of its environment; NAME alone takes the value it has here', many)
    .option('--env-file <file>', 'variables, NAME=VALUE on each line', many)
    .option('-w, --workdir <dir>', 'its working directory')
    .option('-u, --user <user>', 'name or uid, with :group where it is another')
    .option('--entrypoint <program>', 'what is run, with the command as its arguments')
    .option('--init', 'an init in front of the command')
    .option('--stop-signal <signal>', 'how stop asks it to end; SIGTERM if not said')
    .option('--stop-timeout <seconds>', 'how long stop lets it; 10 if not said')
    .option('--restart <policy>', 'when it has ended by itself: no, on-failure[:MAX], always, unless-stopped')
    .optionsGroup('The container:')
    .option('--name <name>', 'its name; congo-... if not said')
    .option('--hostname <name>', 'its host name')
    .option('--label <name=value>', 'a note of your own', many)
    .optionsGroup('Limits:')
    .option('-m, --memory <limit>', 'most memory: 100m, 1g')
    .option('--cpu <shares>', 'its part of the processors, relative to others: 1024 is usual')
    .option('--cpus <number>', 'most processor time: 0.5 is half of one')
    .option('--pids <limit>', 'most processes')
    .option('--ulimit <name=soft[:hard]>', 'a limit of each process: nofile=1024:4096', many)
    .optionsGroup('Files:')
    .option('-v, --volume <source:path[:ro]>', 'a folder or file of the host, or by its name a volume', many)
    .option('--mount <words>', 'type=bind|volume|tmpfs,source=...,target=...[,readonly]', many)
    .option('--tmpfs <path[:options]>', 'a file system in memory: /run:size=64m', many)
    .option('--device <host[:path[:rwm]]>', 'a device of the host: /dev/fuse', many)
    .option('--read-only', 'its root file system cannot be written')
    .optionsGroup('Network:')
    .option('--network <kind>', 'bridge, host, none, pasta, or container:NAME')
    .option('-p, --publish <[ip:]host:container[/udp]>', 'a port, or a range of ports', many)
    .option('--add-host <name:address>', 'a name that it knows', many)
    .option('--dns <address>', 'a name server, in place of those of the host', many)
    .optionsGroup('Rights:')
    .option('--cap-add <capability>', 'what root in it may do as well: NET_RAW, ALL', many)
    .option('--cap-drop <capability>', 'what root in it may not do', many)
    .option('--security-opt <option>', 'no-new-privileges, seccomp=unconfined, seccomp=FILE', many)
    .option(
      '--privileged',
      'all capabilities, all devices that --device brings, no seccomp, nothing of /proc and /sys hidden',
    )
    .option('--userns <whose>', 'private: root in it is nobody outside; host')
    .option('--pid <whose>', 'processes that it sees: host, or container:NAME')
    .option('--ipc <whose>', 'message queues and shared memory that it sees: host, or container:NAME')
    .optionsGroup('')

/** Makes the container, and gives its id. Where somebody sits there who wants a shell, it gets a terminal. */
export function made(
  { root }: Pick<Setting, 'root'>,
  image: string,
  command: readonly string[],
  flags: CreateOptions,
): Promise<string> {
  const shell = flags.interactive === true && command.length === 0 && flags.entrypoint === undefined
  const tty = flags.tty ?? (shell && process.stdin.isTTY)
  return withProgress(image, progress =>
    create(image, command, { ...flags, root: root(), tty, progress: shown(progress) }),
  )
}
