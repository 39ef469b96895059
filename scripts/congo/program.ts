// The verbs of congo. Exit codes are Docker's: that of the command; 125 where it could not be made, 126 and 127 where the
// command could not be run or found, 128 + n after signal n; and 1 for all other mistakes.
import { Command, CommanderError } from 'commander'
import { StepError } from '#native'
import { meaningOf } from '../../chapters/errors.ts'
import { printable } from '../cli/text.ts'
import { findId, Misuse, storeRoot } from './place.ts'
import { attach } from './verbs/attach.ts'
import { commit } from './verbs/commit.ts'
import { create } from './verbs/create.ts'
import { exec, shell } from './verbs/exec.ts'
import { images, rmi } from './verbs/images.ts'
import { inspect } from './verbs/inspect.ts'
import { volumeAdd, volumeRemove } from './verbs/live-volume.ts'
import { logs } from './verbs/logs.ts'
import { pause, unpause } from './verbs/pause.ts'
import { ps } from './verbs/ps.ts'
import { rm } from './verbs/rm.ts'
import { run } from './verbs/run.ts'
import { start } from './verbs/start.ts'
import { kill, restart, stop } from './verbs/stop.ts'
import { exporting, importing } from './verbs/transfer.ts'
import { update } from './verbs/update.ts'
import type { Setting, Verb } from './verbs/verb.ts'
import { wait } from './verbs/wait.ts'

/** In the order of the help. */
const VERBS: Readonly<Record<string, readonly Verb[]>> = {
  'The life of a container:': [run, create, start, stop, restart, kill, wait, pause, unpause, rm],
  'In a container that runs:': [exec, shell, attach, update, volumeAdd, volumeRemove],
  'To look at them:': [ps, logs, inspect],
  'Images:': [images, commit, importing, exporting, rmi],
}

/** Runs congo with the words typed after its name. Gives the exit code. */
export async function congo(argv: string[]): Promise<number> {
  const program = new Command('congo')
    .description('A container runtime made of the chapters of ConGo.')
    .option('--root <dir>', 'where containers are kept')
    .enablePositionalOptions()
    .showHelpAfterError('(congo --help lists the verbs)')
    .exitOverride() // a mistake is thrown, and does not end the process; each verb inherits that
  const root = () => storeRoot(program.opts<{ root?: string }>().root)
  const setting: Setting = {
    root,
    named: typed => findId(root(), typed),
    say: line => process.stdout.write(`${line}\n`),
    exitCode: 0,
  }
  for (const [group, verbs] of Object.entries(VERBS)) {
    program.commandsGroup(group)
    for (const verb of verbs) verb(program, setting)
  }
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    return failed(error, argv)
  }
  return setting.exitCode
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
