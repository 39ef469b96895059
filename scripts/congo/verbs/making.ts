// What run and create share: the flags that say what a container is, and making it.
import type { Command } from 'commander'
import { create } from '../../../chapters/lifecycle.ts'
import { originOf } from '../image.ts'
import { freshId } from '../place.ts'
import { type Flags, makeConfig } from '../spec.ts'
import { many } from './verb.ts'

export interface MakingFlags extends Flags {
  readonly name?: string
}

export const withFlags = (verb: Command): Command =>
  verb
    .passThroughOptions()
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

/** Makes the container, and gives its id. */
export async function made(
  root: string,
  image: string,
  command: readonly string[],
  flags: MakingFlags,
): Promise<string> {
  const id = flags.name ?? freshId()
  const tty = flags.tty ?? (flags.interactive === true && command.length === 0 && process.stdin.isTTY)
  create(root, id, makeConfig(id, await originOf(root, image), command, { ...flags, tty }))
  return id
}
