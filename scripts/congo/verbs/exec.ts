// Another process in a container that runs.
import type { Command } from 'commander'
import { attach } from '#mechanisms/13-exec'
import { signalNumber } from '#native'
import { shellOf } from '../../../chapters/13-exec/shell.ts'
import { carried, out } from '../carried.ts'
import { executed } from '../executed.ts'
import type { ExecOptions } from '../library/types.ts'
import { running } from '../running.ts'
import { many, type Verb } from './verb.ts'

interface ExecFlags extends ExecOptions {
  readonly detach?: boolean
}

const withFlags = (verb: Command): Command =>
  verb
    .passThroughOptions()
    .option('-d, --detach', 'comes back when it has begun, and does not hear of it again')
    .option('-i, --interactive', 'keeps standard input open')
    .option('-t, --tty', 'gives it a terminal')
    .option('-e, --env <name=value>', 'a variable of its environment', many)
    .option('--env-file <file>', 'variables, NAME=VALUE on each line', many)
    .option('-w, --workdir <dir>', 'its working directory')
    .option('-u, --user <user>', 'name or uid, with :group where it is another')

export const exec: Verb = (program, setting) =>
  withFlags(
    program.command('exec <container> <command...>').description('runs a command in a running container'),
  ).action(async (typed: string, command: string[], flags: ExecFlags) => {
    setting.exitCode = await execIn(setting.root(), setting.named(typed), command, flags)
  })

export const shell: Verb = (program, setting) =>
  program
    .command('shell <container>')
    .description('a shell in a running container: bash, or else sh')
    .action(async (typed: string) => {
      const { root, named } = setting
      const id = named(typed)
      const shell = await running(root(), id, async c => shellOf(c))
      setting.exitCode = await execIn(root(), id, [shell], { interactive: true, tty: process.stdin.isTTY })
    })

/** Runs a command in a running container. Gives its exit code. */
async function execIn(root: string, id: string, command: readonly string[], flags: ExecFlags): Promise<number> {
  const it = await executed(root, id, command, flags)
  if (flags.detach) return 0
  const { child, terminal } = it
  const ended = child.wait()
  if (!terminal) await carried(it)
  else if (process.stdin.isTTY && process.stdout.isTTY) {
    void ended.then(() => terminal.drain())
    await attach(terminal, { input: process.stdin, output: process.stdout })
  } else await out(terminal, 'stdout', ended)
  const status = await ended
  return 'code' in status ? status.code : 128 + signalNumber(status.signal)
}
