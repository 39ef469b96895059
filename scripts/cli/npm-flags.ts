import type { Options } from './command.ts'
import { Problem } from './problem.ts'

/**
 * The flags that npm kept for itself: `npm run lab 04-pid --solution`, without ` -- `, gives the script `04-pid` only, and
 * npm_config_solution in the environment. Gives them as the words that were meant, says so on stderr, and takes them out
 * of the environment. A value that was not joined by `=` is lost among the other words: a Problem (2).
 */
export function takeNpmFlags(script: string, options: Options, env: NodeJS.ProcessEnv): string[] {
  if (env.npm_lifecycle_event !== script) return []
  const words: string[] = []
  for (const [flag, { type }] of Object.entries(options)) {
    if (flag === 'yes') continue // npm has one too, and whoever set it meant that
    const variable = `npm_config_${flag.replaceAll('-', '_')}`
    const value = env[variable]
    delete env[variable]
    if (value === undefined || value === 'false') continue
    const plain = value === 'true' || value === ''
    if (type === 'boolean') words.push(`--${flag}`, ...(plain ? [] : [value]))
    else if (!plain) words.push(`--${flag}=${value}`)
    else throw new Problem(`npm kept --${flag} for itself. Put -- first: npm run ${script} -- ... --${flag} VALUE`, 2)
  }
  if (words.length > 0) {
    process.stderr.write(`congo ${script}: npm kept ${words.join(' ')} for itself; taken all the same. `)
    process.stderr.write(`Put -- first: npm run ${script} -- ...\n`)
  }
  return words
}
