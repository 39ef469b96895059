// --env and --env-file: which variables a process finds.
import { readFileSync } from 'node:fs'
import type { CreateOptions } from '../library/types.ts'
import { refused } from './flag.ts'

export type EnvironmentFlags = Pick<CreateOptions, 'env' | 'envFile'>

/**
 * Those of `base`, then of the files, then of the words: what comes later counts. A name alone has the value that it has
 * here, and where it has none here, none there.
 */
export function environment(base: readonly string[], { env = [], envFile = [] }: EnvironmentFlags): string[] {
  const variables = new Map<string, string>()
  const set = (word: string, wrong: (what: string) => Error) => {
    const [, name = '', value = process.env[word]] = /^([^=]*)(?:=(.*))?$/s.exec(word) ?? []
    if (name === '' || word.includes('\0')) throw wrong('write NAME=VALUE, or the NAME of a variable that is set here')
    if (value === undefined) variables.delete(name)
    else variables.set(name, value)
  }
  for (const word of base) if (word.includes('=')) set(word, Error) // an image gets nothing of what is set here
  for (const file of envFile) {
    for (const [i, line] of readLines(file).entries()) {
      const wrong = (what: string) => refused('--env-file', `${file}:${i + 1}`, what)
      if (line === '' || line.startsWith('#')) continue
      if (/^[^=]*\s/.test(line)) throw wrong('a name of a variable has no blanks')
      set(line, wrong)
    }
  }
  for (const word of env) set(word, what => refused('--env', word, what))
  return [...variables].map(([name, value]) => `${name}=${value}`)
}

/** Lines as Docker takes them: blanks before the name do not count, those of the value do. */
function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .map(line => line.trimStart())
  } catch (error) {
    throw refused('--env-file', file, `it cannot be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}
