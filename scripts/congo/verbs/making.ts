// What run and create share: the flags that say what a container is, and making it.
import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { isRoot } from '../../../chapters/11-user/rootless.ts'
import { create, folderOf, look, remove } from '../../../chapters/lifecycle.ts'
import { sweepContainers } from '../../../chapters/locks.ts'
import { whole } from '../../cli/signals.ts'
import { fillVolumes } from '../fill.ts'
import { originOf } from '../image.ts'
import { freshId, Misuse } from '../place.ts'
import { readPolicy } from '../policy.ts'
import { type Flags, makeConfig } from '../spec.ts'
import { many, type Setting } from './verb.ts'

export interface MakingFlags extends Flags {
  readonly name?: string
  readonly restart?: string
  readonly rm?: boolean
}

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

/** Makes the container, and gives its id. */
export async function made(
  setting: Pick<Setting, 'root' | 'elsewhere'>,
  image: string,
  command: readonly string[],
  flags: MakingFlags,
): Promise<string> {
  const root = setting.root()
  const id = flags.name ?? freshId()
  const shell = flags.interactive === true && command.length === 0 && flags.entrypoint === undefined
  const tty = flags.tty ?? (shell && process.stdin.isTTY)
  const policy = readPolicy(flags.restart ?? 'no')
  if (flags.rm && policy.name !== 'no') throw new Misuse('--rm and --restart exclude each other', 125)
  const config = makeConfig(root, id, await originOf(setting, image), command, { ...flags, tty })
  await sweepContainers(root)
  create(root, id, config, { policy, ...(flags.rm && { remove: true }) })
  const gid = config.linux?.gidMappings?.[0]?.hostID
  if (gid !== undefined && isRoot()) letThrough(gid, root, join(root, 'containers'), folderOf(root, id))
  if (config.mounts?.some(({ type }) => type === 'volume')) await filled(setting, id)
  return id
}

/** Its volumes begin with what the image has; where that cannot be, there is no container. */
async function filled({ root, elsewhere }: Pick<Setting, 'root' | 'elsewhere'>, id: string): Promise<void> {
  try {
    await whole(async () => {
      if (isRoot()) return fillVolumes(root(), look(root(), id).container)
      if ((await elsewhere(['fill', id])) !== 0)
        throw new Misuse('its volumes cannot be filled, for the reason above', 125)
    })
  } catch (error) {
    await remove(root(), id)
    throw error
  }
}

/** Root of users of its own has to come to what is its own, as the group that it is outside. All others stay out. */
function letThrough(gid: number, ...folders: readonly string[]): void {
  for (const folder of folders) {
    chownSync(folder, 0, gid)
    chmodSync(folder, 0o710)
  }
}
