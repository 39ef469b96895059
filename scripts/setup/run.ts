import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** A command that ended badly, with what it wrote to stderr. `code` is its exit code, or a word such as 'ENOENT'. */
export interface Failed extends Error {
  code: number | string | null
  stdout: string
  stderr: string
}

/**
 * Runs a command without a shell, in the C locale, and gives its stdout. Rejects with `Failed` where it cannot be started or
 * ends with another code than 0.
 */
export async function run(command: string, args: string[], options: { cwd?: string; env?: object } = {}) {
  const env = { ...process.env, ...options.env, LC_ALL: 'C' }
  const { stdout } = await exec(command, args, { ...options, env, maxBuffer: 1 << 26 })
  return stdout
}
