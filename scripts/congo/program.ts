// The verbs of congo. Exit codes are Docker's: that of the command; 125 where it could not be made, 126 and 127 where the
// command could not be run or found, 128 + n after signal n; and 1 for all other mistakes.
import { Command, CommanderError } from 'commander'
import { isRoot } from '../../chapters/11-user/rootless.ts'
import { printable } from '../cli/text.ts'
import { failed } from './failed.ts'
import { findId, storeRoot } from './place.ts'
import type { Setting } from './verbs/verb.ts'
import { VERBS } from './verbs.ts'

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

/** The word that says what is to be done; only one flag stands before it. */
const verbIn = (argv: readonly string[]) =>
  argv.find((word, i) => !word.startsWith('-') && argv[i - 1] !== '--root') ?? ''

/** Runs congo with the words typed after its name. Gives the exit code. */
export async function congo(argv: string[]): Promise<number> {
  const program = new Command('congo')
    .description('A container runtime made of the chapters of ConGo.')
    .option('--root <dir>', 'where containers are kept')
    .enablePositionalOptions()
    .exitOverride() // a mistake is thrown, and does not end the process; each verb inherits that, and what follows
    .configureHelp({ minWidthToWrap: 20 }) // at 80 columns the words beside our verbs have 35
    .configureOutput({
      outputError: (text, write) => {
        const line = printable(text.trim())
          .replace(/^error: /, '')
          .replaceAll(/\s+/g, ' ')
        write(`congo: ${line}${line.endsWith('?)') ? '' : '; see congo --help'}\n`)
      },
    })
  const root = () => storeRoot(program.opts<{ root?: string }>().root)
  const setting: Setting = {
    root,
    named: typed => findId(root(), typed),
    print: text => process.stdout.write(text),
    say: line => process.stdout.write(`${line}\n`),
    exitCode: 0,
  }
  const verb = verbIn(argv)
  const isVerb = Object.values(VERBS).some(verbs => Object.hasOwn(verbs, verb)) && verb !== 'completion'
  for (const [group, verbs] of Object.entries(VERBS)) {
    program.commandsGroup(group)
    for (const [name, load] of Object.entries(verbs)) if (!isVerb || name === verb) (await load())(program, setting)
  }
  program.hook('preAction', async () => {
    if (!isRoot() && FILES.includes(program.args[0] ?? '')) {
      const { elsewhere } = await import('./among-users.ts')
      throw new Elsewhere(await elsewhere(root(), program.args))
    }
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
