// The verbs of congo. Exit codes are Docker's: that of the command; 125 where it could not be made, 126 and 127 where the
// command could not be run or found, 128 + n after signal n; and 1 for all other mistakes.
import { Command, CommanderError } from 'commander'
import { isRoot } from '../../chapters/11-user/rootless.ts'
import { printable } from '../cli/text.ts'
import { amongUsers } from './among-users.ts'
import { failed } from './failed.ts'
import { findId, storeRoot } from './place.ts'
import { thenWords } from './then.ts'
import { info, version } from './verbs/about.ts'
import { attach } from './verbs/attach.ts'
import { commit } from './verbs/commit.ts'
import { completion } from './verbs/completion.ts'
import { cp } from './verbs/cp.ts'
import { create } from './verbs/create.ts'
import { diff } from './verbs/diff.ts'
import { ended } from './verbs/ended.ts'
import { exec, shell } from './verbs/exec.ts'
import { fill } from './verbs/fill.ts'
import { images, rmi } from './verbs/images.ts'
import { inspect } from './verbs/inspect.ts'
import { volumeAdd, volumeRemove } from './verbs/live-volume.ts'
import { logs } from './verbs/logs.ts'
import { network } from './verbs/network.ts'
import { pause, unpause } from './verbs/pause.ts'
import { prune } from './verbs/prune.ts'
import { ps } from './verbs/ps.ts'
import { pull } from './verbs/pull.ts'
import { push } from './verbs/push.ts'
import { rename } from './verbs/rename.ts'
import { rm } from './verbs/rm.ts'
import { run } from './verbs/run.ts'
import { start } from './verbs/start.ts'
import { stats } from './verbs/stats.ts'
import { kill, restart, stop } from './verbs/stop.ts'
import { system } from './verbs/system.ts'
import { top } from './verbs/top.ts'
import { exporting, importing } from './verbs/transfer.ts'
import { unpack } from './verbs/unpack.ts'
import { update } from './verbs/update.ts'
import type { Setting, Verb } from './verbs/verb.ts'
import { volume } from './verbs/volume.ts'
import { wait } from './verbs/wait.ts'

/** In the order of the help. */
const VERBS: Readonly<Record<string, readonly Verb[]>> = {
  'The life of a container:': [run, create, start, stop, restart, kill, wait, pause, unpause, rename, rm, ended],
  'In a container that runs:': [exec, shell, attach, update, volumeAdd, volumeRemove],
  'To look at them:': [ps, logs, inspect, top, stats, diff, cp],
  'Images:': [pull, images, commit, push, importing, exporting, rmi, unpack, fill],
  'What they share:': [volume, network, system, prune],
  'About congo:': [version, info, completion],
}

/** Verbs that make, read or remove files of several users: for an ordinary user they run among users of his own. */
const FILES = ['commit', 'import', 'load', 'export', 'rmi', 'prune', 'diff', 'unpack', 'fill', 'volume']

/** Who cannot do one of these, has made no container: Docker's 125. */
const MAKING = ['run', 'create', 'exec']

/** The verb has been done, by another congo. */
class Elsewhere extends Error {
  readonly exitCode: number
  constructor(exitCode: number) {
    super()
    this.exitCode = exitCode
  }
}

/** Runs congo with the words typed after its name; `self` are those before, behind node's. Gives the exit code. */
export async function congo(argv: string[], self: readonly string[]): Promise<number> {
  const program = new Command('congo')
    .description('A container runtime made of the chapters of ConGo.')
    .option('--root <dir>', 'where containers are kept')
    .enablePositionalOptions()
    .exitOverride() // a mistake is thrown, and does not end the process; each verb inherits that, and what follows
    .configureOutput({
      outputError: (text, write) => {
        const line = printable(text.trim())
          .replace(/^error: /, '')
          .replaceAll(/\s+/g, ' ')
        write(`congo: ${line}${line.endsWith('?)') ? '' : '; see congo --help'}\n`)
      },
    })
  const root = () => storeRoot(program.opts<{ root?: string }>().root)
  const elsewhere = async (words: readonly string[]) => amongUsers([...self, '--root', root(), ...words])
  const setting: Setting = {
    root,
    elsewhere,
    named: typed => findId(root(), typed),
    then: id => thenWords(self, root(), id),
    print: text => process.stdout.write(text),
    say: line => process.stdout.write(`${line}\n`),
    exitCode: 0,
  }
  for (const [group, verbs] of Object.entries(VERBS)) {
    program.commandsGroup(group)
    for (const verb of verbs) verb(program, setting)
  }
  program.hook('preAction', async () => {
    if (!isRoot() && FILES.includes(program.args[0] ?? '')) throw new Elsewhere(await elsewhere(program.args))
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof Elsewhere) return error.exitCode
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    return failed(error, MAKING.includes(program.args[0] ?? '') ? 125 : 1)
  }
  return setting.exitCode
}
