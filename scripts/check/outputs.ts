// Where results go: `--format NAME[=FILE]`, any number of them, and `--output FILE` for one that names no file.
import { accessSync, appendFileSync, constants, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { userPath } from '../cli/paths.ts'
import { errorCode, Problem } from '../cli/problem.ts'
import { githubSummary } from './formats/github.ts'
import { FORMATS, type Format } from './formats/index.ts'
import type { Results } from './result.ts'

export interface Output {
  readonly format: Format
  /** Standard output where there is none. */
  readonly file: string | undefined
}

/**
 * What was asked for; the terminal if nothing was. Throws a Problem (2) for a format that there is not, for a file that cannot
 * be written, and where two would go to standard output.
 */
export function outputsOf(formats: readonly string[], files: readonly string[]): Output[] {
  const asked = (formats.length > 0 ? formats : ['terminal']).map(readFormat)
  const left = [...files]
  const bare = asked.filter(({ file }) => file === undefined).length
  if (left.length > 0 && left.length !== bare) {
    throw new Problem('--output FILE goes with a --format that names no file, each with its own', 2)
  }
  if (left.length === 0 && bare > 1) {
    throw new Problem(
      'one format at a time on standard output: name files for the others, as in --format junit=FILE',
      2,
    )
  }
  const outputs = asked.map(({ format, file = left.shift() }) => ({
    format,
    file: file === undefined ? undefined : userPath(file),
  }))
  for (const { file } of outputs) if (file !== undefined) demandWritable(file)
  const twice = outputs.find(({ file }, i) => file !== undefined && outputs.findIndex(it => it.file === file) < i)
  if (twice) throw new Problem(`${twice.file} is named twice: a file for each format`, 2)
  return outputs
}

function readFormat(typed: string): { format: Format; file?: string } {
  const [, name = '', file] = /^([^=]*)(?:=(.+))?$/s.exec(typed) ?? []
  if (!isFormat(name)) throw new Problem(`--format ${typed}: there are ${Object.keys(FORMATS).join(', ')}`, 2)
  return file === undefined ? { format: name } : { format: name, file }
}

const isFormat = (name: string): name is Format => Object.hasOwn(FORMATS, name)

/** Writes them all, but for a terminal on standard output, which was shown as it went. */
export function writeOutputs(outputs: readonly Output[], results: Results): void {
  for (const { format, file } of outputs) {
    if (file !== undefined) write(file, FORMATS[format](results))
    else if (format !== 'terminal') process.stdout.write(FORMATS[format](results))
    const summary = process.env.GITHUB_STEP_SUMMARY
    if (format === 'github' && summary) appendFileSync(summary, githubSummary(results))
  }
}

/** Better said before the checks than after them. */
function demandWritable(file: string): void {
  try {
    const there = statSync(file, { throwIfNoEntry: false })
    if (there?.isDirectory()) throw new Problem(`${file} is a folder; name a file to write to`, 2)
    accessSync(there ? file : dirname(file), constants.W_OK)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem(`${file} cannot be written (${errorCode(error)}): name a file in a folder of yours`, 2)
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new Problem(`${file} cannot be written (${errorCode(error)})`, 3)
  }
}
