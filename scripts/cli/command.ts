import { type ParseArgsConfig, parseArgs } from 'node:util'
import { takeNpmFlags } from './npm-flags.ts'
import { heedOutput } from './output.ts'
import { errorCode, Problem } from './problem.ts'

export type Options = NonNullable<ParseArgsConfig['options']>
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>

/** One script: every file at the top of scripts/ has one as its default export. */
export interface Command<O extends Options> {
  /** The help text: what is typed, then what it does. `--help` prints it. */
  usage: string
  /** The flags, as node:util parseArgs wants them; --help and --debug come by themselves. */
  options: O
  /** Does the work and gives the exit code. What the user must know in one line is thrown as a Problem. */
  run(args: Parsed<O>): number | Promise<number>
}

/** Gives `run` of a command the types of its options. */
export function command<const O extends Options>(it: Command<O>): Command<O> {
  return it
}

/** A script that reads its words itself. */
export interface RawCommand {
  raw(argv: string[]): Promise<number>
}

/** Runs a command with the words typed after its name. Gives the exit code. */
export async function main<O extends Options>(
  name: string,
  it: Command<O> | RawCommand,
  argv: string[],
): Promise<number> {
  heedOutput(`congo ${name}`, 3)
  let debug = 'raw' in it // every word of such a command is its own
  try {
    if ('raw' in it) return await it.raw(argv)
    const typed = argv.map(word => (word === '--demo' ? '--demo=' : word)) // the one flag whose value may be left out
    const options = { ...it.options, debug: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
    const args = [...takeNpmFlags(name, options, process.env), ...typed]
    debug = args.includes('--debug')
    const parsed = parseArgs({ args, options, allowPositionals: true })
    if ((parsed.values as { help?: boolean }).help) {
      process.stdout.write(`${it.usage.trim()}\n`)
      return 0
    }
    return await it.run(parsed as Parsed<O>)
  } catch (error) {
    if (error instanceof Problem) return say(name, error.message, error.exitCode)
    if (errorCode(error)?.startsWith('ERR_PARSE_ARGS')) {
      const [line] = (error as Error).message.split('. ')
      return say(name, `${line}. npm run ${name} -- --help lists the flags`, 2)
    }
    const fault = `this is a fault of ConGo itself: ${error instanceof Error ? error.message : error}`
    if (!debug) return say(name, `${fault}. With --debug it shows where`, 3)
    say(name, fault, 3)
    console.error(error)
    return 3
  }
}

function say(name: string, message: string, exitCode: number): number {
  process.stderr.write(`congo ${name}: ${message}\n`)
  return exitCode
}
